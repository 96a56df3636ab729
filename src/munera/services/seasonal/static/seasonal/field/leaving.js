// Runs on every page of somebody who has signed in, and does nothing where the pages in the field were never opened:
// forgets the names that the person before left on this phone, and asks before signing out while something waits.
(() => {
  const here = document.currentScript.dataset
  const person = Number(here.person)

  // A browser that keeps nothing, or not now, has nothing to lose: it must never stand between somebody and the way out.
  async function whenOpened(work) {
    try {
      return await Store.exists() ? await work() : undefined
    } catch {
      return undefined
    }
  }

  whenOpened(() => Store.take(person))
  document.addEventListener('submit', async (event) => {
    const form = event.target
    if (form.getAttribute('action') !== here.signOut || event.defaultPrevented) return
    event.preventDefault()
    const waits = 'certain' in form.dataset ? [] : await whenOpened(() => Store.queued(person))
    if (waits?.length) return location.assign(here.leaving)
    await whenOpened(Store.forget)
    form.submit()
  })
  document.addEventListener('DOMContentLoaded', () => whenOpened(async () => {
    const place = document.querySelector('[data-waiting]')
    if (place) place.textContent = (await Store.queued(person)).length
  }))
})()
