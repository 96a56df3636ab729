// The service worker. It keeps the pages in the field and their files, and sends what waits when the browser says that
// there is network again, also with no page open (Background Sync, where the browser has it).
const FILES = `munera-field-files-${FRAME.version}`
const PATIENCE_FOR_PAGE = 6_000

const later = (milliseconds) => new Promise((_done, failed) => setTimeout(failed, milliseconds, new Error('too slow')))
const isPage = (request) => request.mode === 'navigate'
const isFile = (address) => address.origin === location.origin && address.pathname.startsWith(FRAME.static)

async function keepFiles() {
  const files = await caches.open(FILES)
  await files.addAll(FRAME.keep.map((address) => new Request(address, { cache: 'reload' })))
  // As nobody: no name stands in what is shown to whoever opens the phone.
  await files.add(new Request(FRAME.withoutNetwork, { cache: 'reload', credentials: 'omit' }))
}

// By its address alone: a page kept beside an older one of other headers would never be found.
async function keepPage(address, response) {
  const pages = await caches.open(Store.PAGES)
  if (response.ok && response.type === 'basic' && !response.redirected) return pages.put(address, response)
  // Closed, gone, or somebody else's by now. A redirect that leads to signing in says nothing about the page.
  if ([403, 404, 410].includes(response.status)) return pages.delete(address, { ignoreVary: true })
}

// The first visit came before this worker: fetch its pages again, and after an update all that are kept.
async function keepPagesAnew() {
  const windows = await clients.matchAll({ includeUncontrolled: true, type: 'window' })
  const open = windows.map((window) => window.url.split('#')[0]).filter((address) => address.startsWith(registration.scope))
  const kept = await (await caches.open(Store.PAGES)).keys()
  const addresses = new Set([...open, ...kept.map((request) => request.url)])
  await Promise.all([...addresses].map(async (address) => {
    await keepPage(address, await fetch(address, { cache: 'reload', redirect: 'manual' }))
  }))
}

async function dropOldFiles() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith('munera-field-files-') && name !== FILES).map((name) => caches.delete(name)))
}

// From the network, else as it was kept, else a page that says so.
async function page(request) {
  try {
    const response = await Promise.race([fetch(request), later(PATIENCE_FOR_PAGE)])
    if (response.status < 500) {
      await keepPage(request.url, response.clone())
      return response
    }
  } catch {
    // Below.
  }
  const pages = await caches.open(Store.PAGES)
  return (await pages.match(request, { ignoreVary: true })) ?? caches.match(FRAME.withoutNetwork, { ignoreVary: true })
}

// As it was kept, which is asked for anew behind; the name of a file changes with what stands in it.
async function file(request, done) {
  const files = await caches.open(FILES)
  const kept = await caches.match(request, { ignoreVary: true })
  const fresh = fetch(request).then((response) => {
    if (response.ok) files.put(request, response.clone())
    return response
  })
  if (!kept) return fresh
  done(fresh.catch(() => {}))
  return kept
}

async function sendAll() {
  let waits = false
  for (const person of await Store.waiting()) {
    const state = await Sending.flush(FRAME, person)
    waits ||= state === 'unreachable'
  }
  // The browser asks again later where this fails; where somebody must sign in first, asking again would not help.
  if (waits) throw new Error('not sent yet')
}

addEventListener('install', (event) => event.waitUntil(keepFiles().then(() => skipWaiting())))
addEventListener('activate', (event) => event.waitUntil((async () => {
  await clients.claim()
  // Old files stay as long as a kept page may name them.
  await keepPagesAnew().then(dropOldFiles, () => {})
})()))
addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  if (isPage(request)) event.respondWith(page(request))
  else if (isFile(new URL(request.url))) event.respondWith(file(request, (work) => event.waitUntil(work)))
})
addEventListener('sync', (event) => event.waitUntil(sendAll()))
