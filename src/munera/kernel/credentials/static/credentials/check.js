// Lets a file fall onto the form, sends a photo as soon as it is taken, and reads the code on a paper with the camera.
// All are extras: the form does without. A code that leads to a page of this site is followed; any other text is put in
// for checking.
const drop = document.querySelector("[data-drop]");
const form = drop.querySelector("form");
const file = form.querySelector("input[name=file]");
const text = form.querySelector("textarea[name=text]");

drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("drop-here--over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("drop-here--over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("drop-here--over");
  if (event.dataTransfer.files.length > 0) {
    file.files = event.dataTransfer.files;
    form.requestSubmit();
  }
});

const verdict = document.getElementById("verdict");
if (verdict) verdict.focus();

const scan = form.querySelector("[data-scan]");
const said = scan.querySelector("[data-scan-said]");
const picture = scan.querySelector("[data-scan-picture]");

function follow(found) {
  const address = URL.canParse(found) ? new URL(found) : null;
  if (address && address.origin === location.origin && address.pathname.startsWith("/check/")) {
    location.assign(address.href);
    return true;
  }
  if (address) return false;
  text.value = found;
  form.requestSubmit();
  return true;
}

async function look(detector, source) {
  const codes = await detector.detect(source);
  return codes.some((code) => follow(code.rawValue));
}

async function scanWithCamera(detector) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    said.textContent = said.dataset.noCamera;
    return;
  }
  picture.srcObject = stream;
  picture.hidden = false;
  said.textContent = said.dataset.looking;
  await picture.play();
  const again = async () => {
    if (await look(detector, picture)) {
      stream.getTracks().forEach((track) => track.stop());
      picture.hidden = true;
      return;
    }
    setTimeout(again, 250);
  };
  again();
}

form.querySelector("input[name=photo]").addEventListener("change", () => form.requestSubmit());

if ("BarcodeDetector" in window) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  scan.hidden = false;
  scan.querySelector("[data-scan-start]").addEventListener("click", () => scanWithCamera(detector));
}
