// What this phone keeps, in IndexedDB: what was pressed and has no answer yet, the answers, and the employer as it was
// read last. Everything bears the number of the person whose it is; nobody else's is ever read or sent. No name stands
// in what waits, so that the names can be forgotten while it goes on waiting.
const Store = (() => {
  const NAME = 'munera-field'
  // Each step leads from one version of the tables to the next. A step may add; it never drops what waits.
  const STEPS = [
    (database) => {
      database.createObjectStore('queue', { keyPath: 'op_id' }).createIndex('person', 'person')
      database.createObjectStore('answers', { keyPath: 'op_id' }).createIndex('person', 'person')
      database.createObjectStore('employers', { keyPath: ['person', 'employer'] })
      database.createObjectStore('facts')
    },
  ]
  const PAGES = 'munera-field-pages'
  const ANSWERS_KEPT = 100
  const changes = new BroadcastChannel('munera-field')

  const answerOf = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })

  function open() {
    const request = indexedDB.open(NAME, STEPS.length)
    request.onupgradeneeded = ({ oldVersion }) => STEPS.slice(oldVersion).forEach((step) => step(request.result))
    return answerOf(request).then((database) => {
      // A newer page wants to add a step: let it.
      database.onversionchange = () => database.close()
      return database
    })
  }

  // Run work on the tables as a whole or not at all; done when it is on the disk.
  async function within(tables, mode, work) {
    const database = await open()
    try {
      const transaction = database.transaction(tables, mode, { durability: 'strict' })
      const ended = new Promise((done, failed) => {
        transaction.oncomplete = done
        transaction.onabort = () => failed(transaction.error)
      })
      const [found] = await Promise.all([work((table) => transaction.objectStore(table)), ended])
      return found
    } finally {
      database.close()
    }
  }

  const changed = () => changes.postMessage('changed')
  const inTurn = (entries) => entries.sort((one, other) => one.operation.sequence - other.operation.sequence)
  const ofPerson = (table, person) => answerOf(table.index('person').getAll(person))

  // The press of a button: its number, its place in the order and its moment are made here, and kept ever after.
  async function enqueue(person, wanted) {
    const op_id = crypto.randomUUID()
    await within(['queue', 'facts'], 'readwrite', async (table) => {
      const sequence = ((await answerOf(table('facts').get('sequence'))) ?? 0) + 1
      table('facts').put(sequence, 'sequence')
      const operation = { ...wanted, op_id, sequence, pressed_at: new Date().toISOString() }
      table('queue').put({ op_id, person, operation })
    })
    changed()
  }

  const queued = async (person) => inTurn(await within(['queue'], 'readonly', (table) => ofPerson(table('queue'), person)))

  const waiting = () => within(['queue'], 'readonly', async (table) => {
    return [...new Set((await answerOf(table('queue').getAll())).map((entry) => entry.person))]
  })

  // An operation leaves the queue in the very step in which its answer is kept.
  async function answered(entries, answers) {
    await within(['queue', 'answers'], 'readwrite', async (table) => {
      entries.forEach((entry, place) => {
        table('queue').delete(entry.op_id)
        table('answers').put({ ...entry, answer: answers[place], answered_at: Date.now() })
      })
      const kept = inTurn(await ofPerson(table('answers'), entries[0].person))
      kept.slice(0, -ANSWERS_KEPT).forEach((old) => table('answers').delete(old.op_id))
    })
    changed()
  }

  const answers = async (person) => {
    return inTurn(await within(['answers'], 'readonly', (table) => ofPerson(table('answers'), person)))
  }

  const keepEmployer = (row) => within(['employers'], 'readwrite', (table) => table('employers').put(row))
  const employer = (person, number) => within(['employers'], 'readonly', (table) => {
    return answerOf(table('employers').get([person, number]))
  })

  const fact = (name) => within(['facts'], 'readonly', (table) => answerOf(table('facts').get(name)))
  const keepFact = (name, value) => within(['facts'], 'readwrite', (table) => table('facts').put(value, name))

  // Which phone this is among those of one person: a number of chance, which says nothing of phone or person.
  const device = () => within(['facts'], 'readwrite', async (table) => {
    const known = (await answerOf(table('facts').get('device'))) ?? crypto.randomUUID()
    table('facts').put(known, 'device')
    return known
  })

  // The names leave this phone; what waits stays.
  async function forget() {
    await within(['employers'], 'readwrite', (table) => table('employers').clear())
    await caches.delete(PAGES)
  }

  // Whose phone this is now. Of who had it before, nothing is left but what waits, unseen.
  const take = (person) => navigator.locks.request('munera-field-person', async () => {
    const before = await fact('person')
    if (before !== undefined && before !== person) await forget()
    if (before !== person) await keepFact('person', person)
  })

  // Whether the pages in the field were ever opened here, asked without making the tables.
  const exists = async () => (await indexedDB.databases()).some((database) => database.name === NAME)

  return {
    PAGES, answered, answers, changes, device, employer, enqueue, exists, fact, forget, keepEmployer, keepFact, queued,
    take, waiting,
  }
})()
