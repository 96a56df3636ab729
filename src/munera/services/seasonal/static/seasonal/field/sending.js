// Sends what waits, in its order, by one sender at a time: however many windows and workers there are, they share a lock.
const Sending = (() => {
  const LOCK = 'munera-field-sending'
  const AT_ONCE = 50
  const PATIENCE = 20_000
  const SIGNED_OUT = [401, 403]

  class Stopped extends Error {
    constructor(state) {
      super(state)
      this.state = state
    }
  }

  async function ask(address, options = {}) {
    let response
    try {
      response = await fetch(address, {
        cache: 'no-store', credentials: 'same-origin', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE), ...options,
      })
    } catch {
      throw new Stopped('unreachable')
    }
    if (SIGNED_OUT.includes(response.status) || response.type === 'opaqueredirect') throw new Stopped('signed-out')
    if (response.status >= 500 || response.status === 429 || response.status === 408) throw new Stopped('unreachable')
    return response
  }

  const json = (response) => response.json().catch(() => { throw new Stopped('unreachable') })

  // Whose session this browser holds. The token is that of one signing in: it fails once somebody else has signed in,
  // also in the moment between this question and the sending.
  async function session(addresses, person, noteClock) {
    const response = await ask(addresses.session)
    if (!response.ok) throw new Stopped('unreachable')
    const found = await json(response)
    if (found.person !== person) throw new Stopped('somebody-else')
    await noteClock(Date.now() - Date.parse(found.now))
    return found
  }

  async function send(addresses, token, entries) {
    const batch = {
      device: await Store.device(), sent_at: new Date().toISOString(), operations: entries.map((entry) => entry.operation),
    }
    const response = await ask(addresses.operations, {
      method: 'POST', body: JSON.stringify(batch), headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
    })
    const said = await json(response)
    if (response.ok) return Store.answered(entries, said.answers)
    if (entries.length > 1) return sendOneByOne(addresses, token, entries)
    // Not to be understood by the server, now or later: said aloud instead of tried for ever.
    return Store.answered(entries, [{ op_id: entries[0].op_id, outcome: 'invalid', receipt: null, sentence: said.detail, workers: [] }])
  }

  async function sendOneByOne(addresses, token, entries) {
    for (const entry of entries) await send(addresses, token, [entry])
  }

  // Send what this person pressed; says how it ended: sent, unreachable, signed-out or somebody-else. ``noteClock`` is
  // told by how much the clock of whoever sends runs ahead of the server's.
  function flush(addresses, person, noteClock = () => {}) {
    return navigator.locks.request(LOCK, async () => {
      try {
        const { token } = await session(addresses, person, noteClock)
        for (let entries = await Store.queued(person); entries.length; entries = await Store.queued(person)) {
          await send(addresses, token, entries.slice(0, AT_ONCE))
        }
        return 'sent'
      } catch (stopped) {
        if (stopped instanceof Stopped) return stopped.state
        throw stopped
      }
    })
  }

  return { Stopped, ask, flush }
})()
