// Sets the chosen theme before the first paint. Knows only where web/src/design/theme.tsx keeps it.
{
  const theme = localStorage.getItem('rostro.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
}
