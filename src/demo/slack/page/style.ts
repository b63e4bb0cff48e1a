/** How the page looks, at a desk and on a phone. */
export const STYLE = `
:root {
  --ink: #1d1c1d; --soft: #616061; --line: #e3e3e6; --paper: #fff; --wash: #f7f7f8; --dark: #2b2340; --dark-ink: #e9e5f2;
  --accent: #0b6e4f; --danger: #c01343; --link: #1264a3; --mention: #e8f2fb; --note: #fff8e6;
  font: 15px/1.46 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; color: var(--ink);
}
* { box-sizing: border-box; }
body { margin: 0; height: 100dvh; display: grid; grid-template-columns: 230px minmax(0, 1fr); background: var(--paper); }
body.with-thread { grid-template-columns: 200px minmax(0, 1fr) minmax(0, 1.4fr); }
button, select, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
h1, h2, h3, p { margin: 0; }
[hidden] { display: none !important; }

#sidebar { background: var(--dark); color: var(--dark-ink); padding: 14px 10px; overflow-y: auto; display: flex; flex-direction: column; gap: 2px; }
#sidebar h1 { font-size: 18px; padding: 0 8px 8px; }
#sidebar h2 { font-size: 13px; font-weight: 600; padding: 14px 8px 4px; opacity: .75; }
.who { display: flex; flex-direction: column; gap: 4px; padding: 0 8px; font-size: 12px; }
.who select { background: #ffffff1a; color: #fff; border: 1px solid #ffffff33; border-radius: 6px; padding: 6px; font-size: 14px; }
.who option { color: #000; }
.row { display: flex; align-items: center; gap: 8px; width: 100%; border: 0; background: none; color: inherit; padding: 6px 8px; border-radius: 6px; text-align: left; }
.row:hover { background: #ffffff14; }
.row.open { background: #ffffff2b; color: #fff; }
.row.unread { font-weight: 700; color: #fff; }
.row .sign { opacity: .7; width: 1em; text-align: center; font-size: 13px; }
.row .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.badge { margin-left: auto; background: var(--danger); color: #fff; border-radius: 9px; padding: 0 7px; font-size: 12px; font-weight: 700; }

#main, #thread { display: flex; flex-direction: column; min-width: 0; min-height: 0; height: 100dvh; }
#thread { border-left: 1px solid var(--line); }
#main > header, #thread > header { display: flex; align-items: center; gap: 10px; padding: 10px 18px; border-bottom: 1px solid var(--line); min-height: 56px; }
header h2 { font-size: 17px; overflow-wrap: anywhere; }
#topic { color: var(--soft); font-size: 13px; }
.back { display: none; border: 0; background: none; font-size: 28px; line-height: 1; padding: 4px 12px 8px 4px; }
.shut { margin-left: auto; border: 0; background: none; font-size: 16px; padding: 8px; }

.messages { flex: 1; overflow-y: auto; padding: 10px 0; overscroll-behavior: contain; }
.message { position: relative; display: flex; gap: 10px; padding: 7px 18px; }
.message:hover { background: var(--wash); }
.message.ephemeral { background: var(--note); }
.message-body { min-width: 0; flex: 1; overflow-wrap: anywhere; }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; color: #fff; font-size: 13px; font-weight: 700; display: inline-flex; align-items: center; justify-content: center; }
.colour-0 { background: #31708e; } .colour-1 { background: #8a5a14; } .colour-2 { background: #7a3b69; }
.colour-3 { background: #0b6e4f; } .colour-4 { background: #5a5a66; } .colour-5 { background: #2f4b7c; }
.byline { display: flex; align-items: baseline; gap: 8px; }
.byline time, .edited, .note, small { color: var(--soft); font-size: 12px; }
.tag { background: #e7e7ea; color: var(--soft); font-size: 10px; font-weight: 700; padding: 0 4px; border-radius: 3px; align-self: center; }
.tools { position: absolute; top: -12px; right: 16px; display: none; background: #fff; border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 1px 4px #0002; overflow: hidden; }
.message:hover .tools, .message:focus-within .tools { display: flex; }
.tools:empty { display: none !important; }
.tools button { border: 0; background: none; padding: 5px 10px; font-size: 13px; }
.tools button:hover { background: var(--wash); }
.replies { display: flex; align-items: center; gap: 8px; margin-top: 6px; padding: 4px 8px 4px 4px; border: 1px solid transparent; background: none; border-radius: 8px; color: var(--link); font-size: 13px; }
.replies:hover { border-color: var(--line); background: #fff; }
.reply-avatars { display: flex; gap: 3px; }
.replies .avatar { width: 22px; height: 22px; font-size: 9px; border-radius: 5px; }
.reactions { display: flex; gap: 6px; margin-top: 5px; }
.reactions > span { border: 1px solid var(--line); border-radius: 12px; padding: 0 8px; font-size: 13px; background: #fff; }
.drawn { width: 1.05em; height: 1.05em; vertical-align: -.15em; }
.dot { display: inline-block; width: .8em; height: .8em; border-radius: 50%; vertical-align: -.05em; border: 1px solid #0002; }
.sign-red { color: #c01343; } .sign-green { color: #0b7a3b; } .sign-amber { color: #b97900; } .sign-blue { color: var(--link); }
.dot.sign-red { background: #d92d4b; } .dot.sign-green { background: #2aa35c; } .dot.sign-amber { background: #eab308; }
.dot.sign-orange { background: #f08c2e; } .dot.sign-blue { background: #2f86d6; } .dot.sign-white { background: #fff; border-color: #999; } .dot.sign-black { background: #333; }
.empty { padding: 40px 18px; color: var(--soft); text-align: center; }
#messages > .home { padding: 10px 18px; }

.mrkdwn, .plain, .rich { white-space: pre-wrap; overflow-wrap: anywhere; }
.rich ul, .rich ol { margin: 2px 0; padding-left: 24px; }
code { background: #f1f1f3; border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; font-size: 13px; color: #b3114a; }
pre { background: #f6f6f8; border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; margin: 4px 0; overflow-x: auto; font-size: 13px; white-space: pre-wrap; }
blockquote { margin: 2px 0; padding-left: 12px; border-left: 4px solid #d8d8dc; }
a { color: var(--link); }
.mention { background: var(--mention); color: var(--link); border-radius: 3px; padding: 0 3px; text-decoration: none; }
.mention.loud { background: #fdf0c4; color: #8a5a00; font-weight: 600; }

.blocks { display: flex; flex-direction: column; gap: 8px; margin: 3px 0; min-width: 0; max-width: 860px; }
.header { font-size: 18px; line-height: 1.3; }
hr { width: 100%; border: 0; border-top: 1px solid var(--line); margin: 4px 0; }
.section { display: flex; gap: 14px; justify-content: space-between; align-items: flex-start; }
.section-main { min-width: 0; flex: 1; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 8px 20px; margin-top: 4px; }
.context { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; color: var(--soft); font-size: 13px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.button { border: 1px solid #c4c4c8; background: #fff; border-radius: 6px; padding: 5px 12px; font-weight: 600; font-size: 14px; }
.button:hover { background: var(--wash); }
.button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
.button.danger { border-color: var(--danger); color: var(--danger); }
.button[aria-busy=true] { opacity: .55; pointer-events: none; }
.select, .field { border: 1px solid #b9b9be; border-radius: 6px; padding: 6px 9px; background: #fff; max-width: 100%; }
.actions .select { max-width: 240px; }
.choices { display: flex; flex-direction: column; gap: 6px; }
.choices label { display: flex; gap: 8px; align-items: flex-start; }
.choices small { display: block; }
.overflow { position: relative; }
.overflow summary { list-style: none; cursor: pointer; border: 1px solid #c4c4c8; border-radius: 6px; padding: 4px 10px; }
.overflow .menu { position: absolute; z-index: 5; right: 0; background: #fff; border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 4px 14px #0003; display: flex; flex-direction: column; min-width: 180px; }
.overflow .menu button { border: 0; background: none; text-align: left; padding: 8px 14px; }
.overflow .menu button:hover { background: var(--wash); }
.composer .overflow .menu { right: auto; left: 0; bottom: 110%; }
.table-box { overflow-x: auto; max-width: 100%; border: 1px solid var(--line); border-radius: 8px;
  background: linear-gradient(to right, #fff0, #fff 70%) right / 44px 100% no-repeat local,
    linear-gradient(to right, #0000, #0000002b) right / 16px 100% no-repeat scroll, #fff; }
table { border-collapse: collapse; font-size: 14px; min-width: 100%; }
th, td { padding: 6px 11px; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; max-width: 320px; overflow: hidden; text-overflow: ellipsis; font-variant-numeric: tabular-nums; }
th { background: var(--wash); font-weight: 600; }
tbody tr:last-child td { border-bottom: 0; }
th:first-child, td:first-child { position: sticky; left: 0; background: #fff; box-shadow: 1px 0 0 var(--line); }
th:first-child { background: var(--wash); }
td .rich, th .rich { white-space: inherit; }
.left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
.wrapped { white-space: normal; min-width: 108px; overflow-wrap: anywhere; }
caption { text-align: left; padding: 6px 11px; font-weight: 600; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; }
.card-title { font-weight: 600; }
.alert { border-left: 4px solid var(--link); background: var(--wash); padding: 8px 12px; border-radius: 4px; }
.alert.error { border-color: var(--danger); } .alert.warning { border-color: #d9a400; } .alert.success { border-color: var(--accent); }
img.large { max-width: min(100%, 640px); height: auto; border: 1px solid var(--line); border-radius: 8px; display: block; }
img.small { width: 20px; height: 20px; object-fit: cover; border-radius: 4px; }
.section > img.small { width: 72px; height: 72px; }
.no-picture { color: var(--soft); font-size: 13px; }
.file { margin: 6px 0 0; }

.composer { border-top: 1px solid var(--line); padding: 10px 18px 14px; position: relative; }
.composer-row { display: flex; gap: 8px; align-items: center; }
.composer textarea { flex: 1; resize: none; border: 1px solid #b9b9be; border-radius: 8px; padding: 8px 11px; max-height: 160px; min-width: 0; }
.composer textarea:focus, .field:focus, .select:focus { outline: 2px solid #1264a355; border-color: var(--link); }
.hints { position: absolute; bottom: 100%; left: 18px; right: 18px; background: #fff; border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 -2px 10px #0001; overflow: hidden; }
.hints button { display: block; width: 100%; border: 0; background: none; text-align: left; padding: 8px 12px; }
.hints button:hover { background: var(--wash); }
.status { padding: 2px 18px; color: var(--soft); font-style: italic; font-size: 13px; }

dialog { border: 0; border-radius: 12px; padding: 0; width: min(560px, calc(100vw - 24px)); max-height: calc(100dvh - 40px); box-shadow: 0 18px 50px #0005; }
dialog::backdrop { background: #0007; }
.modal { display: flex; flex-direction: column; max-height: calc(100dvh - 40px); }
.modal > header, .modal > footer { display: flex; align-items: center; padding: 14px 20px; }
.modal > header { justify-content: space-between; border-bottom: 1px solid var(--line); }
.modal > header button { border: 0; background: none; font-size: 16px; padding: 6px; }
.modal > footer { justify-content: flex-end; gap: 10px; border-top: 1px solid var(--line); }
.modal-body { padding: 16px 20px; overflow-y: auto; }
.modal-body > p { margin-top: 10px; }
.modal .blocks { gap: 14px; }
.input .label { font-weight: 600; margin-bottom: 4px; }
.input .field, .input .select { width: 100%; }
.input .hint { display: block; margin-top: 3px; }
.error { color: var(--danger); font-size: 13px; margin-top: 4px; }
#toast { position: fixed; bottom: 20px; left: 50%; transform: translateX(-50%); background: var(--ink); color: #fff; padding: 8px 16px; border-radius: 8px; z-index: 20; max-width: 90vw; }

@media (max-width: 1100px) {
  body.with-thread { grid-template-columns: 200px minmax(0, 1fr); }
  body.with-thread #main { display: none; }
}
@media (max-width: 720px) {
  body, body.with-thread { display: block; }
  #sidebar, #main, #thread { display: none; height: 100dvh; }
  body[data-pane=sidebar] #sidebar, body[data-pane=main] #main, body[data-pane=thread] #thread { display: flex; }
  body[data-pane=thread] #main { display: none; }
  .back { display: block; }
  .shut { display: none; }
  #main > header, #thread > header { padding: 8px 12px; }
  .row { padding: 11px 8px; font-size: 16px; }
  .message { padding: 7px 12px; }
  .avatar { width: 30px; height: 30px; font-size: 11px; }
  .composer { padding: 8px 12px 12px; }
  .composer textarea, .field, .select { font-size: 16px; }
  .message { flex-wrap: wrap; row-gap: 2px; }
  .message-body { flex: 1 1 calc(100% - 44px); }
  .tools { position: static; display: flex; border: 0; box-shadow: none; background: none; padding-left: 36px; }
  .tools button { padding: 4px; color: var(--link); }
  .section { flex-wrap: wrap; }
  .fields { grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); }
  .button { padding: 8px 14px; }
  th, td { padding: 6px 9px; font-size: 13px; max-width: 210px; }
  td:first-child, th:first-child { white-space: normal; min-width: 104px; max-width: 132px; overflow-wrap: anywhere; }
  .wrapped { min-width: 150px; }
  .message .table-box { margin: 10px 0 0 -40px; max-width: calc(100% + 40px); }
}
`;
