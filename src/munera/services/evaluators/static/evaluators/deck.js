// The card on top may be drawn aside with a finger, or answered with the arrow keys while it has the focus. Both press
// one of its two buttons, which do the same without any of this.
const FAR = 90

const button = (card, answer) => card.querySelector(`[data-answer] [value="${answer}"]`)
const answerTowards = (card, forwards) => button(card, forwards ? 'bora' : 'pass').click()

// Forwards is where the text runs: in Arabic, to the left.
const isForwards = (card, pixels) => (pixels > 0) === (getComputedStyle(card).direction === 'ltr')

const cardAt = (node) => (node instanceof Element ? node.closest('[data-card]') : null)

document.addEventListener('keydown', (event) => {
  const card = cardAt(event.target)
  if (card !== event.target || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
  event.preventDefault()
  answerTowards(card, isForwards(card, event.key === 'ArrowRight' ? 1 : -1))
})

let drawn = null

const letGo = () => {
  if (!drawn) return
  drawn.card.style.translate = ''
  drawn.card.classList.remove('evaluators-card--drawn', 'evaluators-card--towards-bora', 'evaluators-card--towards-pass')
  drawn = null
}

document.addEventListener('pointerdown', (event) => {
  const card = cardAt(event.target)
  if (!card || event.pointerType !== 'touch' || event.target.closest('a, button, summary')) return
  drawn = { card, from: event.clientX, id: event.pointerId }
})

document.addEventListener('pointermove', (event) => {
  if (!drawn || event.pointerId !== drawn.id) return
  const by = event.clientX - drawn.from
  if (Math.abs(by) < 12) return
  const far = Math.abs(by) > FAR
  drawn.card.classList.add('evaluators-card--drawn')
  drawn.card.classList.toggle('evaluators-card--towards-bora', far && isForwards(drawn.card, by))
  drawn.card.classList.toggle('evaluators-card--towards-pass', far && !isForwards(drawn.card, by))
  drawn.card.style.translate = `${by}px`
})

document.addEventListener('pointerup', (event) => {
  if (!drawn || event.pointerId !== drawn.id) return
  const { card, from } = drawn
  const by = event.clientX - from
  letGo()
  if (Math.abs(by) > FAR) answerTowards(card, isForwards(card, by))
})

document.addEventListener('pointercancel', letGo)

// The answer brought the next card: the focus goes on to it, so that the keyboard goes on too.
document.addEventListener('htmx:afterSwap', () => document.querySelector('[data-card]')?.focus({ preventScroll: true }))
