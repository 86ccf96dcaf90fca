// The theme would fetch mermaid from a CDN. A page with a diagram loads the site's own copy first; other pages load none.
if (document.querySelector(".mermaid")) {
  const script = document.currentScript.src.replace("diagrams.js", "mermaid.min.js");
  document.write(`<script src="${script}"></script>`);
}
