import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

const markdownIt = new MarkdownIt({ html: true, linkify: true });

/** What GitHub makes of a Markdown text: the anchors of its headings, and its links and pictures. */
export function readMarkdown(text) {
  const slugger = new GithubSlugger();
  const tokens = markdownIt.parse(text, {});
  const anchors = new Set();
  const links = [];
  for (const [place, { type, children, content }] of tokens.entries()) {
    if (type === 'heading_open') {
      const parts = tokens[place + 1].children.filter((part) => ['text', 'code_inline'].includes(part.type));
      anchors.add(slugger.slug(parts.map((part) => part.content).join('')));
    }
    for (const child of children ?? []) {
      if (child.type === 'link_open') links.push(child.attrGet('href') ?? '');
      if (child.type === 'image') links.push(child.attrGet('src') ?? '');
    }
    if (type === 'html_block' || type === 'inline') {
      const html =
        type === 'html_block'
          ? content
          : children
              .filter((c) => c.type === 'html_inline')
              .map((c) => c.content)
              .join('');
      for (const [, , value] of html.matchAll(/\s(href|src)="([^"]*)"/g)) links.push(value);
      for (const [, , value] of html.matchAll(/\s(id|name)="([^"]*)"/g)) anchors.add(value);
    }
  }
  return { anchors, links };
}
