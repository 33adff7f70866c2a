/** The style sheet of the page: light and dark, narrow and wide, screen and print. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2430; --soft: #667085; --line: #e3e7ee; --card: #f7f8fa;
  --good: #1a8a4a; --bad: #c8374a; --blue: #2b6fd4; --accent: #d9730d; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #12161d; --ink: #e4e8ef; --soft: #97a1b2; --line: #2a313d; --card: #1a2029;
    --good: #4cc27c; --bad: #f0707f; --blue: #6ea8ff; --accent: #f59a3c; }
}
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #ccc; --card: #fff;
  --good: #1a8a4a; --bad: #c8374a; --blue: #2b6fd4; --accent: #d9730d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 24px 20px 60px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 20px; font-weight: 600; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 44px 0 12px; padding-top: 20px; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 28px 0 8px; }
h3 small, .soft { color: var(--soft); font-weight: 400; }
p { margin: 0 0 12px; max-width: 75ch; }
.kind { margin: 0; color: var(--soft); font-size: .85rem; }
.hero { display: grid; grid-template-columns: minmax(260px, 1fr) 2fr; gap: 28px; }
.result { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; }
.result p { margin: 0; }
.big { font-size: 3.2rem; line-height: 1.1; font-weight: 650; letter-spacing: -.02em; }
.interval { display: block; width: 100%; height: auto; margin: 12px 0 6px; overflow: visible; }
.interval .all { fill: var(--line); } .interval .likely { fill: var(--blue); opacity: .45; } .interval .point { stroke: var(--blue); stroke-width: 2; }
.interval .chance { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 2 2; }
dl { margin: 0; }
.hero dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px 20px; align-content: center; }
dt { color: var(--soft); font-size: .82rem; } dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.hero dd { font-size: 1.1rem; font-weight: 550; }
.warnings { margin: 20px 0 0; padding: 12px 16px 12px 34px; border: 1px solid var(--accent); border-radius: 8px; }
.warnings li::marker { color: var(--accent); }
.two, .three { display: grid; gap: 24px 28px; align-items: start; }
.two { grid-template-columns: repeat(2, minmax(0, 1fr)); } .three { grid-template-columns: repeat(3, minmax(0, 1fr)); }
figure { margin: 0; break-inside: avoid; }
figcaption { font-size: .9rem; font-weight: 550; } figcaption small { display: block; color: var(--soft); font-weight: 400; font-size: .8rem; }
figure svg { display: block; width: 100%; height: auto; overflow: visible; font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
figure svg text { white-space: pre; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; margin: 0 0 14px; font-size: .85rem; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.good { color: var(--good); } .bad { color: var(--bad); } .blue { color: var(--blue); } .accent { color: var(--accent); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; overflow-x: auto; font-size: .85rem; }
.config { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 10px 24px; }
article { break-inside: avoid; }
@media (max-width: 760px) {
  body { padding: 16px 14px 40px; }
  .hero, .two, .three { grid-template-columns: minmax(0, 1fr); }
  .hero dl { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
`;
