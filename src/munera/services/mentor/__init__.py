"""The mentor: a candidate learns why an examination was failed, how sure that is, and what helps most next time.

Serves the offices that hold examinations and everybody who sits one; asks the engine ``psychometrics``; rests on the
kernel rooms people, organisations, skills and credentials. Its words:

examination  what an examining body offers: a name, a level, a rule of passing, and what a pass earns
blueprint    what it asks, in one edition: subjects, their topics, the questions of each, the units of competence
sitting      one day on which it was held, with its forms: the questions in the order in which they were asked
attempt      what one candidate answered at one sitting; nobody's but the office's until the candidate claims it
calibration  what the answers of all tell about each question
report       what one attempt tells its candidate; made for all, looked at by a second person, then released
"""
