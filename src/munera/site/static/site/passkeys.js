// Show what a browser with passkeys can do, and say so kindly when one did not work.
document.addEventListener('DOMContentLoaded', () => {
  if (!window.PublicKeyCredential) return
  document.querySelectorAll('[data-needs-passkeys]').forEach((button) => { button.hidden = false })
})
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const trouble = document.querySelector('[data-passkey-trouble]')
  trouble.hidden = false
  trouble.firstElementChild.setAttribute('role', 'alert')
})
