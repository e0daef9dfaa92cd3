// Comforts on top of pages that work without: a filter for lists, and a window in which drawings can be enlarged.
(() => {
  "use strict"

  const icons = {
    enlarge: "M9.5 13.09 10.91 14.5 6.41 19H10v2H3v-7h2v3.59l4.5-4.5m1.41-3.59L9.5 10.91 5 6.41V10H3V3h7v2H6.41l4.5 4.5m3.59 3.59 4.5 4.5V14h2v7h-7v-2h3.59l-4.5-4.5 1.41-1.41M13.09 9.5 17.59 5H14V3h7v7h-2V6.41l-4.5 4.5-1.41-1.41Z",
    closer: "M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6v2Z",
    farther: "M19 13H5v-2h14v2Z",
    close: "M19 6.41 17.59 5 12 10.59 6.41 5 5 6.41 10.59 12 5 17.59 6.41 19 12 13.41 17.59 19 19 17.59 13.41 12 19 6.41Z",
  }

  function button(className, label, icon, action) {
    const it = document.createElement("button")
    it.type = "button"
    it.className = className
    it.title = label
    it.setAttribute("aria-label", label)
    if (icon) it.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${icon}"/></svg>`
    else it.textContent = label
    it.addEventListener("click", action)
    return it
  }

  // Lists

  function addFilter(place) {
    const article = place.closest("article") || document.body
    const tables = [...article.querySelectorAll("table")]
      .filter(table => place.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING)
    const rows = tables.flatMap(table => [...table.tBodies].flatMap(body => [...body.rows]))
    if (rows.length < 8) return
    const texts = rows.map(row => row.textContent.toLowerCase())
    const blocks = tables.map(table => {
      let block = table
      while (block.parentElement && block.parentElement !== place.parentElement) block = block.parentElement
      const before = block.previousElementSibling
      return [table, block, before && /^H[2-6]$/.test(before.tagName) ? before : null]
    })
    const input = document.createElement("input")
    const output = document.createElement("output")
    input.type = "search"
    input.placeholder = "Filter"
    input.setAttribute("aria-label", "Show only rows with these words")
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
      let shown = 0
      rows.forEach((row, index) => {
        const fits = words.every(word => texts[index].includes(word))
        row.classList.toggle("pv-hidden", !fits)
        shown += fits
      })
      for (const [table, block, heading] of blocks) {
        const empty = !table.querySelector("tbody tr:not(.pv-hidden)")
        block.classList.toggle("pv-hidden", empty)
        if (heading) heading.classList.toggle("pv-hidden", empty)
      }
      output.textContent = words.length ? `${shown} of ${rows.length}` : ""
    })
    place.append(input, output)
    place.hidden = false
  }

  // Drawings

  function drag(box) {
    let from = null
    box.addEventListener("pointerdown", event => {
      if (event.pointerType !== "mouse" || event.button !== 0) return
      from = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop, moved: false }
    })
    window.addEventListener("pointermove", event => {
      if (!from) return
      const x = event.clientX - from.x, y = event.clientY - from.y
      if (!from.moved && Math.abs(x) + Math.abs(y) < 6) return
      from.moved = true
      box.scrollLeft = from.left - x
      box.scrollTop = from.top - y
    })
    window.addEventListener("pointerup", () => { setTimeout(() => { from = null }) })
    box.addEventListener("dragstart", event => event.preventDefault())
    box.addEventListener("click", event => { if (from && from.moved) event.preventDefault() }, true)
  }

  function naturalSize(picture) {
    const width = picture.width && picture.width.baseVal
    if (width && width.unitType !== SVGLength.SVG_LENGTHTYPE_PERCENTAGE) return [width.value, picture.height.baseVal.value]
    const box = picture.getBoundingClientRect()
    return [box.width, box.height]
  }

  function enlarge(frame, picture) {
    const [width, height] = naturalSize(picture)
    const style = picture.getAttribute("style")
    const place = document.createElement("div")
    place.style.height = `${picture.getBoundingClientRect().height}px`
    picture.replaceWith(place)

    const dialog = document.createElement("dialog")
    const stage = document.createElement("div")
    const bar = document.createElement("div")
    dialog.className = "pv-zoom md-typeset"
    dialog.setAttribute("aria-label", frame.getAttribute("aria-label") || "Drawing")
    stage.className = "pv-zoom__stage"
    stage.tabIndex = 0
    bar.className = "pv-zoom__bar"
    let scale = 1

    function zoom(to, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
      to = Math.min(8, Math.max(.05, to))
      const before = picture.getBoundingClientRect(), box = stage.getBoundingClientRect()
      const right = (x + box.left - before.left) / before.width, down = (y + box.top - before.top) / before.height
      scale = to
      picture.style.width = `${width * scale}px`
      picture.style.height = `${height * scale}px`
      picture.style.minWidth = "0"
      const after = picture.getBoundingClientRect()
      stage.scrollLeft += after.left + right * after.width - (x + box.left)
      stage.scrollTop += after.top + down * after.height - (y + box.top)
    }
    const room = () => stage.clientHeight - parseFloat(getComputedStyle(stage).paddingTop)
    const fit = () => zoom(Math.min(1.5, stage.clientWidth / width, room() / height))

    bar.append(
      button("", "Larger", icons.closer, () => zoom(scale * 1.25)),
      button("", "Smaller", icons.farther, () => zoom(scale / 1.25)),
      button("", "Fit", null, fit),
      button("", "100%", null, () => zoom(1)),
      button("", "Close", icons.close, () => dialog.close()),
    )
    stage.append(picture)
    dialog.append(stage, bar)
    document.body.append(dialog)
    drag(stage)

    stage.addEventListener("wheel", event => {
      event.preventDefault()
      const box = stage.getBoundingClientRect()
      zoom(scale * Math.exp(-event.deltaY * (event.deltaMode ? .05 : .0015)), event.clientX - box.left, event.clientY - box.top)
    }, { passive: false })
    stage.addEventListener("click", event => {
      const link = event.target.closest("a")
      if (link && !event.defaultPrevented && href(link).startsWith("#")) dialog.close()
    })
    dialog.addEventListener("keydown", event => {
      const keys = { "+": () => zoom(scale * 1.25), "=": () => zoom(scale * 1.25), "-": () => zoom(scale / 1.25), 0: fit, 1: () => zoom(1) }
      if (keys[event.key]) keys[event.key]()
      event.stopPropagation()
    })
    dialog.addEventListener("close", () => {
      if (style === null) picture.removeAttribute("style")
      else picture.setAttribute("style", style)
      place.replaceWith(picture)
      dialog.remove()
    })
    dialog.showModal()
    stage.focus()
    zoom(Math.max(Math.min(1.5, stage.clientWidth / width, room() / height), Math.min(1, stage.clientWidth / width)))
    stage.scrollTop = 0
  }

  function href(link) {
    return link.getAttribute("href") || link.getAttribute("xlink:href") || ""
  }

  function addZoom(frame) {
    const around = document.createElement("div")
    around.className = "pv-frame"
    frame.before(around)
    around.append(frame)
    const open = () => {
      const picture = frame.querySelector(":scope > svg, :scope > .mermaid, img")
      if (picture) enlarge(frame, picture)
    }
    around.append(button("pv-enlarge", "Enlarge", icons.enlarge, open))
    frame.addEventListener("dblclick", open)
    drag(frame)
    const pans = () => frame.classList.toggle("pv-drawing--pan", frame.scrollWidth > frame.clientWidth + 1)
    new ResizeObserver(pans).observe(frame)
  }

  // A picture beside the page becomes part of it, so that its links work and it follows the page's colours.
  async function takeIn(frame, image) {
    try {
      const answer = await fetch(image.src)
      if (!answer.ok) return
      const svg = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement
      if (svg.localName !== "svg") return
      for (const link of svg.querySelectorAll("a")) {
        const to = href(link)
        if (to.startsWith("index.html#")) link.setAttribute("href", to.slice("index.html".length))
      }
      const figure = document.createElement("figure")
      figure.className = frame.className
      figure.tabIndex = 0
      figure.setAttribute("role", "group")
      figure.setAttribute("aria-label", image.alt)
      figure.append(document.importNode(svg, true))
      frame.closest(".pv-frame").replaceWith(figure)
      addZoom(figure)
    } catch {
      // The picture stays as it is.
    }
  }

  // Paper is light, whatever the screen is.
  function printLight() {
    let scheme = null
    window.addEventListener("beforeprint", () => {
      scheme = document.body.dataset.mdColorScheme
      document.body.dataset.mdColorScheme = "default"
    })
    window.addEventListener("afterprint", () => { document.body.dataset.mdColorScheme = scheme })
  }

  function start() {
    printLight()
    document.querySelectorAll(".pv-filter").forEach(addFilter)
    const near = new IntersectionObserver(seen => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue
        near.unobserve(target)
        takeIn(target.closest(".pv-drawing"), target)
      }
    }, { rootMargin: "400px" })
    for (const frame of document.querySelectorAll(".pv-drawing")) {
      addZoom(frame)
      const image = frame.querySelector("img")
      if (image) near.observe(image)
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
  else start()
})()
