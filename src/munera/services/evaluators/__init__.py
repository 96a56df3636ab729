"""Evaluators: researchers and those who run public policies find each other, and meet only if both want to.

Serves researchers who evaluate, managers in public bodies of any level, and the office that keeps order; asks the
engine ``matching``; rests on the kernel rooms people, organisations, documents, skills and credentials. Its words:

profile   what a researcher shows of themselves: degree, themes, methods, experience; skills are the kernel's
demand    a policy or programme that asks for an evaluation, as a card
deck      cards for a person, best first, each with its reason; answered by passing or by "bora!", let's go
interest  the answer of one side to one card; nobody but that side learns of it
match     both were interested: only now each sees how to reach the other
project   what became of a match: agreed, started, finished
"""
