/** The page before anything is in it. */
export const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local Slack</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_page/style.css">
</head>
<body data-pane="main">
<nav id="sidebar" aria-label="Channels"></nav>
<main id="main">
  <header>
    <button type="button" class="back" data-act="back-to-sidebar" aria-label="Back to channels">‹</button>
    <div><h2 id="title"></h2><p id="topic"></p></div>
  </header>
  <div id="messages" class="messages" aria-live="polite"></div>
  <form id="composer" class="composer">
    <div class="hints" hidden></div>
    <div class="composer-row">
      <details id="shortcuts" class="overflow" hidden><summary aria-label="Shortcuts">+</summary><div class="menu"></div></details>
      <textarea rows="1" disabled aria-label="Message"></textarea>
      <button type="submit" class="button primary" aria-label="Send">➤</button>
    </div>
  </form>
</main>
<aside id="thread" aria-label="Thread" hidden>
  <header>
    <button type="button" class="back" data-act="close-thread" aria-label="Back to channel">‹</button>
    <div><h2>Thread</h2></div>
    <button type="button" class="shut" data-act="close-thread" aria-label="Close thread">✕</button>
  </header>
  <div id="replies" class="messages" aria-live="polite"></div>
  <p id="status" class="status" hidden></p>
  <form id="thread-composer" class="composer">
    <div class="composer-row">
      <textarea rows="1" disabled aria-label="Reply"></textarea>
      <button type="submit" class="button primary" aria-label="Send reply">➤</button>
    </div>
  </form>
</aside>
<dialog id="modal"></dialog>
<dialog id="confirm"></dialog>
<p id="toast" role="status" hidden></p>
<script src="/_page/script.js" defer></script>
</body>
</html>
`;
