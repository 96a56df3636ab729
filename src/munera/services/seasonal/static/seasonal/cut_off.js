// Tick the time that is left until a cut-off. The page came with the words, and works without this; the server's
// clock counts, so a clock that is wrong here changes nothing.
for (const one of document.querySelectorAll('[data-seasonal-until]')) {
  const { seasonalUntil, seasonalNow, seasonalHours, seasonalMinutes, seasonalOver } = one.dataset
  const left = Date.parse(seasonalUntil) - Date.parse(seasonalNow)
  const began = performance.now()
  if (left < 0 || left > 48 * 3600 * 1000) continue
  const tick = () => {
    const minutes = Math.floor((left - (performance.now() - began)) / 60000)
    if (minutes < 0) {
      one.textContent = seasonalOver
      one.classList.add('seasonal-cut-off__left--over')
      clearInterval(timer)
      return
    }
    const words = minutes < 60 ? seasonalMinutes : seasonalHours
    one.textContent = words.replace('{hours}', Math.floor(minutes / 60)).replace('{minutes}', minutes % 60)
  }
  const timer = setInterval(tick, 10000)
}
