// The page in the field: draws what the store holds, and puts what is pressed into it. What waits is never drawn like
// what is registered: only an answer of the server, with its receipt, changes the one into the other.
(() => {
  const root = document.getElementById('field')
  const part = (name) => root.querySelector(`[data-part="${name}"]`)
  const person = Number(root.dataset.person)
  const employer = Number(root.dataset.employer)
  const addresses = { session: root.dataset.session, operations: root.dataset.operations }
  const SKEW_TOLD = 120_000
  const AT_MOST = 500 // workers in one operation
  const openedAt = Date.now()

  const state = { data: null, etag: '', fetchedAt: 0, queue: [], answers: [], ahead: 0, link: '', on: '', shift: '', ticked: new Set(), off: new Set() }

  const words = Words(root, () => state.data?.time_zone)
  const { word, number, amount, shortDay, writtenDay, moment, exactMoment, span } = words
  const known = Known(state, employer, words)
  const { now, today, nextDay, dayOf, shiftOf, daysOffered, nameOf } = known

  // --- drawing -------------------------------------------------------------------------------------------------------
  function made(template, texts = {}) {
    const copy = root.querySelector(`template[data-made="${template}"]`).content.firstElementChild.cloneNode(true)
    for (const [place, text] of Object.entries(texts)) {
      const where = copy.querySelector(`[data-text="${place}"]`)
      if (text === '' || text === null) where.remove()
      else where.textContent = text
    }
    return copy
  }

  function put(name, rows) {
    const focused = document.activeElement?.dataset?.key
    part(name).replaceChildren(...rows)
    if (focused && !document.activeElement?.dataset?.key) part(name).querySelector(`[data-key="${focused}"]`)?.focus()
  }

  function row(worker, one, { ticks, isTicked }) {
    const left = worker.left === null ? '' : word('left', { number: number.format(worker.left) })
    const kind = { register: 'to-register', cancel: 'to-cancel' }[one.waits] ?? (one.registered ? 'registered' : 'free')
    const drawn = made('worker', {
      name: worker.name, left, notes: worker.notes.join(' '), refused: one.refused, state: kind === 'free' ? '' : word(kind),
    })
    drawn.dataset.state = one.refused && kind === 'free' ? 'refused' : kind
    if (worker.left === 0) drawn.querySelector('[data-text="left"]')?.classList.add('field-left--none')
    const box = drawn.querySelector('input')
    box.checked = isTicked
    box.dataset.key = `${kind}-${worker.id}`
    box.addEventListener('change', () => {
      ticks(worker.id, box.checked)
      drawButtons()
    })
    return drawn
  }

  const mark = (set) => (id, isIn) => (isIn ? set.add(id) : set.delete(id))
  let free = []
  let there = []

  function drawCrew() {
    const all = known.standing()
    const isThere = ({ id }) => all.get(id).registered || all.get(id).waits
    free = state.data.workers.filter((worker) => !isThere(worker))
    there = state.data.workers.filter(isThere)
    put('free', free.map((worker) => row(worker, all.get(worker.id), { ticks: mark(state.ticked), isTicked: state.ticked.has(worker.id) })))
    put('there', there.map((worker) => row(worker, all.get(worker.id), { ticks: mark(state.off), isTicked: state.off.has(worker.id) })))
    part('there-section').hidden = !there.length
    part('nobody-free').hidden = free.length > 0
    part('choose').hidden = !free.length
    const crews = [{ name: word('last-crew'), workers: known.lastCrew() }, ...state.data.crews, { name: word('everybody'), workers: free.map(({ id }) => id) }]
    put('crews', crews.map((crew, place) => {
      const button = made('crew', { name: crew.name })
      button.dataset.key = `crew-${place}`
      button.addEventListener('click', () => {
        state.ticked = new Set(crew.workers.filter((id) => free.some((worker) => worker.id === id)))
        draw()
      })
      return button
    }))
    drawButtons()
  }

  const chosen = () => free.filter(({ id }) => state.ticked.has(id)).map(({ id }) => id)
  // Rain takes the whole crew off, unless some are ticked.
  const rainedOff = () => there.map(({ id }) => id).filter((id) => !state.off.size || state.off.has(id))

  function drawButtons() {
    part('register').textContent = word(chosen().length ? 'register' : 'register-nobody', { number: number.format(chosen().length), day: writtenDay(state.on, shortDay) })
    part('rain').textContent = word(state.off.size ? 'rain-on-some' : 'rain', { number: number.format(rainedOff().length) })
    part('nothing-chosen').hidden = true
    const shift = shiftOf(state.on, state.shift)
    if (shift) {
      drawDeadline('register-until', shift.register_until)
      drawDeadline('cancel-until', shift.cancel_until)
    }
  }

  function drawDeadline(name, until) {
    const left = Date.parse(until) - now()
    part(name).textContent = left >= 0 ? word(name, { moment: moment(until), left: span(left) }) : word(`${name}-passed`, { moment: moment(until) })
    part(name).dataset.state = left < 0 ? 'passed' : left < 3_600_000 ? 'soon' : 'open'
  }

  function drawDays() {
    const days = daysOffered().map((day) => day.on)
    const named = [[today(), word('today')], [nextDay(today()), word('tomorrow')]]
    if (!days.includes(state.on)) {
      state.on = days.find((on) => dayOf(on).shifts.some((shift) => now() <= Date.parse(shift.register_until))) ?? days[0]
    }
    const shifts = dayOf(state.on).shifts
    if (!shifts.some((shift) => shift.id === state.shift)) {
      state.shift = (shifts.find((shift) => now() <= Date.parse(shift.register_until)) ?? shifts[0]).id
    }
    put('days', named.filter(([on]) => days.includes(on)).map(([on, name]) => choice('day', on, name, writtenDay(on, shortDay), state.on)))
    const others = days.filter((on) => !named.some(([one]) => one === on))
    const select = part('other-day')
    select.replaceChildren(new Option(word('other-day'), ''), ...others.map((on) => new Option(writtenDay(on), on)))
    select.value = others.includes(state.on) ? state.on : ''
    part('shifts-section').hidden = shifts.length < 2
    put('shifts', shifts.map((shift) => choice('shift', shift.id, shift.name, '', state.shift)))
    part('day-heading').textContent = writtenDay(state.on)
    part('is-closed').hidden = !dayOf(state.on).is_closed
  }

  function choice(name, value, title, note, current) {
    const drawn = made('choice', { title, note })
    const radio = drawn.querySelector('input')
    Object.assign(radio, { name, value, checked: value === current })
    radio.dataset.key = `${name}-${value}`
    radio.addEventListener('change', () => choose(name === 'day' ? { on: value } : { shift: value }))
    return drawn
  }

  function choose(what) {
    Object.assign(state, what, { ticked: new Set(), off: new Set() })
    draw()
  }

  function drawState() {
    const waits = state.queue.length > 0
    const people = new Set(state.queue.flatMap(({ operation }) => operation.workers)).size
    const onlyOff = waits && state.queue.every(({ operation }) => operation.kind === 'cancel')
    part('state').dataset.state = waits ? 'waits' : 'sent'
    const texts = {
      word: word(waits ? (onlyOff ? 'to-cancel' : 'to-register') : 'nothing-waits'),
      what: waits ? word('waits', { people: number.format(people), presses: number.format(state.queue.length), age: span(Date.now() - Date.parse(state.queue[0].operation.pressed_at)) }) : word('only-receipts'),
      link: ['sending', 'unreachable', 'signed-out', 'somebody-else'].includes(state.link) && (waits || state.link !== 'sending') ? word(state.link) : '',
      skew: Math.abs(state.ahead) > SKEW_TOLD ? word(state.ahead > 0 ? 'ahead' : 'behind', { difference: span(Math.round(Math.abs(state.ahead) / 60_000) * 60_000) }) : '',
    }
    for (const [name, text] of Object.entries(texts)) {
      // Only what changes is read out.
      if (part(name).textContent !== text) part(name).textContent = text
      part(name).hidden = !text
    }
    part('send').hidden = !waits || ['signed-out', 'somebody-else'].includes(state.link)
    part('sign-in').hidden = !['signed-out', 'somebody-else'].includes(state.link)
    part('waiting-section').hidden = !waits
    put('waiting', state.queue.map(({ operation }) => made('waiting', {
      title: word(operation.kind === 'register' ? 'to-register' : 'to-cancel'),
      day: writtenDay(operation.on),
      people: operation.workers.map(nameOf).join(', '),
      age: word('pressed', { age: span(Date.now() - Date.parse(operation.pressed_at)), moment: exactMoment(operation.pressed_at) }),
    })))
  }

  function drawAnswers() {
    const shown = known.answersShown()
    const latest = shown.slice(0, 1).filter((one) => one.answeredAt >= openedAt)
    const before = shown.slice(latest.length)
    put('latest', latest.map(drawAnswer))
    put('answers', before.map(drawAnswer))
    part('answers-section').hidden = !before.length
  }

  function drawAnswer(one) {
    const full = one.standing === one.asked
    const none = one.standing === 0
    const title = full ? (one.kind === 'register' ? 'registered' : 'taken-off') : none ? (one.kind === 'register' ? 'not-registered' : 'not-taken-off') : 'in-part'
    const drawn = made('answer', {
      title: word(title, { standing: number.format(one.standing), asked: number.format(one.asked) }),
      day: `${writtenDay(one.on)} · ${word('people', { number: number.format(one.standing || one.asked) })}`,
      why: full ? '' : one.why.filter(Boolean).join(' '),
      times: one.at ? (one.pressed && !full ? word('both-times', { pressed: exactMoment(one.pressed), received: exactMoment(one.at) }) : word('received', { moment: exactMoment(one.at) })) : '',
      number: one.number ? word('receipt', { number: one.number }) : word('no-receipt'),
    })
    drawn.dataset.state = full ? 'registered' : none ? 'refused' : 'in-part'
    const link = drawn.querySelector('a')
    if (one.id) link.href = root.dataset.receipt.replace('0', one.id)
    else link.replaceWith(link.textContent)
    return drawn
  }

  function draw() {
    part('nothing-kept').hidden = state.data !== null
    part('ready').hidden = state.data === null
    drawState()
    if (!state.data) return
    drawDays()
    drawCrew()
    drawAnswers()
    part('due').textContent = `${amount.format(state.data.due)} ${state.data.currency}`
    part('without-levy').hidden = !state.data.without_levy
    part('as-of').textContent = word('as-of', { moment: exactMoment(state.fetchedAt - state.ahead) })
  }

  // --- reading and sending -------------------------------------------------------------------------------------------
  async function reload() {
    const kept = await Store.employer(person, employer)
    // What was kept so long ago that no day of it is open is as good as nothing.
    if (kept?.data.days.length) Object.assign(state, { data: kept.data, etag: kept.etag, fetchedAt: kept.fetchedAt })
    state.queue = await Store.queued(person)
    state.answers = await Store.answers(person)
    state.ahead = (await Store.fact('ahead')) ?? 0
    draw()
  }

  async function fetchEmployer() {
    // The moment of asking: what is answered while this comes is newer than it.
    const fetchedAt = Date.now()
    const response = await Sending.ask(root.dataset.snapshot, { headers: state.etag && state.data ? { 'If-None-Match': state.etag } : {} })
    const row = { person, employer, fetchedAt }
    if (response.ok) await Store.keepEmployer({ ...row, data: await response.json(), etag: response.headers.get('ETag') })
    else if (response.status === 304) await Store.keepEmployer({ ...row, data: state.data, etag: state.etag })
  }

  let timer
  let failures = 0
  let running = null

  function attempt() {
    clearTimeout(timer)
    running ??= (async () => {
      state.link = 'sending'
      drawState()
      try {
        state.link = await Sending.flush(addresses, person, (ahead) => Store.keepFact('ahead', ahead))
        if (state.link === 'sent') await fetchEmployer()
      } catch (stopped) {
        if (!(stopped instanceof Sending.Stopped)) throw stopped
        state.link = stopped.state
      } finally {
        running = null
      }
      failures = state.link === 'unreachable' ? failures + 1 : 0
      await reload()
      // Soon at first, later less often, and not all phones at once.
      const pause = failures === 0 ? 60_000 : failures < 40 ? Math.min(500 * 2 ** failures, 2_000) : 30_000
      timer = setTimeout(attempt, pause * (0.75 + Math.random() / 2))
    })()
    return running
  }

  async function press(kind, workers) {
    const extra = kind === 'cancel' ? { reason: 'rain' } : {}
    part('not-kept').hidden = true
    try {
      for (let first = 0; first < workers.length; first += AT_MOST) {
        await Store.enqueue(person, { kind, employer, on: state.on, shift: state.shift, workers: workers.slice(first, first + AT_MOST), ...extra })
      }
    } catch {
      // No place, or a browser that keeps nothing: whoever pressed must know at once.
      part('not-kept').hidden = false
      return part('not-kept').focus()
    }
    state.ticked = new Set()
    state.off = new Set()
    await reload()
    part('word').focus()
    navigator.serviceWorker.ready.then((registration) => registration.sync?.register('munera-field')).catch(() => {})
    await running
    return attempt()
  }

  // --- what is pressed -----------------------------------------------------------------------------------------------
  part('register').addEventListener('click', () => {
    if (chosen().length) return press('register', chosen())
    part('nothing-chosen').hidden = false
  })
  part('rain').addEventListener('click', () => {
    if (!rainedOff().length) return
    part('rain-question').textContent = word('rain-question', { number: number.format(rainedOff().length), day: writtenDay(state.on) })
    part('rain-dialog').showModal()
  })
  part('rain-certain').addEventListener('click', () => {
    part('rain-dialog').close()
    press('cancel', rainedOff())
  })
  part('rain-back').addEventListener('click', () => part('rain-dialog').close())
  part('other-day').addEventListener('change', ({ target }) => target.value && choose({ on: target.value }))
  part('send').addEventListener('click', attempt)

  addEventListener('online', attempt)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && attempt())
  Store.changes.addEventListener('message', reload)
  setInterval(() => {
    drawState()
    if (state.data) drawButtons()
  }, 20_000)

  // --- on the first screen of the phone ------------------------------------------------------------------------------
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    part('install').hidden = false
    part('install-button').addEventListener('click', () => event.prompt(), { once: true })
  })
  part('install-on-ios').hidden = navigator.standalone !== false

  async function keepThisPage() {
    const pages = await caches.open(Store.PAGES)
    if (await pages.match(location.href, { ignoreVary: true })) return
    const response = await fetch(location.href, { redirect: 'manual' }).catch(() => null)
    if (response?.ok) await pages.put(location.href, response)
  }

  async function begin() {
    // Without these nothing can be kept safely; the page then leads to the ordinary one.
    if (!navigator.serviceWorker || !navigator.locks || !window.indexedDB) return
    root.hidden = false
    navigator.storage?.persist?.()
    await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope, updateViaCache: 'none' })
    await Store.take(person)
    await reload()
    await attempt()
    await keepThisPage()
  }
  begin()
})()
