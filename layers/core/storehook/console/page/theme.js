// Before anything is painted, hence no module: the theme that was chosen here earlier.
try {
  document.documentElement.dataset.theme = localStorage.getItem('theme') ?? '';
} catch {
  // Without storage, the theme follows the system.
}
