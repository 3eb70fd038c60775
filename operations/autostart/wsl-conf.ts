/** Commands of a `command=` line that were joined by us. */
const separator = '; ';

interface Found {
  readonly lines: readonly string[];
  /** Index of the `[boot]` line and of its `command` line; -1 where there is none. */
  readonly section: number;
  readonly command: number;
}

/** Looks for `[boot]` and its `command`; names are not case-sensitive. */
function find(text: string): Found {
  const lines = text.split('\n');
  let inside = false;
  let section = -1;
  let command = -1;
  lines.forEach((line, index) => {
    const head = /^\s*\[(.+?)\]/.exec(line)?.[1];
    if (head !== undefined) inside = head.trim().toLowerCase() === 'boot';
    if (head !== undefined && inside && section < 0) section = index;
    if (inside && command < 0 && /^\s*command\s*=/i.test(line)) command = index;
  });
  return {lines, section, command};
}

const commandsOf = (line: string): string[] => {
  const value = line.slice(line.indexOf('=') + 1).trim();
  return value === '' ? [] : value.split(separator);
};

/** The text of /etc/wsl.conf with one more boot command; all else stays as it is. Pure. */
export function withBootCommand(text: string, added: string): string {
  const {lines, section, command} = find(text);
  const line = lines[command];
  if (line !== undefined) {
    const commands = commandsOf(line);
    if (commands.includes(added)) return text;
    return lines.with(command, `command = ${[...commands, added].join(separator)}`).join('\n');
  }
  if (section >= 0) return lines.toSpliced(section + 1, 0, `command = ${added}`).join('\n');
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${before}${before === '' ? '' : '\n'}[boot]\ncommand = ${added}\n`;
}

/** The text of /etc/wsl.conf without that boot command. Pure. */
export function withoutBootCommand(text: string, removed: string): string {
  const {lines, command} = find(text);
  const line = lines[command];
  if (line === undefined || !commandsOf(line).includes(removed)) return text;
  const rest = commandsOf(line).filter((one) => one !== removed);
  if (rest.length > 0) return lines.with(command, `command = ${rest.join(separator)}`).join('\n');
  return lines.toSpliced(command, 1).join('\n');
}
