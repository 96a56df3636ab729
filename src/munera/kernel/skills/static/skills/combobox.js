// Make a search field with a list of links under it a combobox (WAI-ARIA 1.2): arrows choose, Enter opens, Escape
// clears. The list comes from the server, which also answers without this.
for (const field of document.querySelectorAll('[data-combobox]')) {
  const list = () => document.getElementById(field.dataset.combobox)
  const options = () => [...(list()?.children ?? [])]
  const chosen = () => options().find((option) => option.getAttribute('aria-selected') === 'true')

  const choose = (option) => {
    for (const one of options()) one.setAttribute('aria-selected', String(one === option))
    if (option) {
      field.setAttribute('aria-activedescendant', option.id)
      option.scrollIntoView({ block: 'nearest' })
    } else {
      field.removeAttribute('aria-activedescendant')
    }
  }

  const open = (option) => location.assign(option.dataset.address)

  // What was a list of links is now a list of options: one stop of the Tab key instead of twenty.
  const dress = () => {
    field.removeAttribute('aria-activedescendant')
    field.setAttribute('aria-expanded', String(options().length > 0))
    if (list()) field.setAttribute('aria-controls', field.dataset.combobox)
    else field.removeAttribute('aria-controls')
    list()?.setAttribute('role', 'listbox')
    options().forEach((option, number) => {
      const link = option.querySelector('a')
      if (!link) return
      const words = document.createElement('span')
      words.append(...link.childNodes)
      option.dataset.address = link.href
      option.id = `${field.id}-${number}`
      option.setAttribute('role', 'option')
      option.setAttribute('aria-selected', 'false')
      option.addEventListener('click', () => open(option))
      link.replaceWith(words)
    })
  }

  field.setAttribute('role', 'combobox')
  field.setAttribute('aria-autocomplete', 'list')
  field.addEventListener('keydown', (event) => {
    const all = options()
    const at = all.indexOf(chosen())
    if (event.key === 'ArrowDown' && all.length) choose(all[(at + 1) % all.length])
    else if (event.key === 'ArrowUp' && all.length) choose(all[at <= 0 ? all.length - 1 : at - 1])
    else if (event.key === 'Enter' && chosen()) open(chosen())
    else if (event.key === 'Escape' && chosen()) choose(undefined)
    else return
    event.preventDefault()
  })
  document.body.addEventListener('htmx:afterSettle', dress)
  dress()
}
