/** The terminal is left as it was, whichever way the program ends, and the exit code says which way that was. */
import {execFileSync} from 'node:child_process';
import {cpSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {frameRows} from '../../source/platform/first-paint.js';
import {type OpenOptions, open, program, type Session} from './harness.js';

let session: Session;
afterEach(() => session.close());

/** Open the map and wait for its first whole frame: the footer names its keys. */
async function openMap(options: OpenOptions = {}): Promise<Session> {
	session = open(options);
	await session.until('the footer', () => session.screen()[frameRows(session.emulator.rows).footer]?.trim() !== '');
	return session;
}

function expectUntouched(): void {
	expect({alternate: session.alternate(), cursorHidden: session.cursorHidden(), scrolled: session.scrollback()}).toEqual({
		alternate: false,
		cursorHidden: false,
		scrolled: 0,
	});
	expect(session.screen().join('').trim()).toBe('');
	expect(session.emulator.modes.mouseTrackingMode).toBe('none');
}

const processState = (pid: number) => execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], {encoding: 'utf8'}).trim();

describe.each([
	{cols: 60, rows: 20},
	{cols: 80, rows: 24},
	{cols: 120, rows: 40},
])('the map at $cols x $rows', (size) => {
	it('opens on the alternate screen without a cursor and scrolls nothing', async () => {
		await openMap(size);
		expect({alternate: session.alternate(), cursorHidden: session.cursorHidden(), scrolled: session.scrollback()}).toEqual({
			alternate: true,
			cursorHidden: true,
			scrolled: 0,
		});
	});

	it('ends by q with 0', async () => {
		await openMap(size);
		session.press('q');
		expect(await session.exit()).toEqual({code: 0, signal: 0});
		expectUntouched();
	});
});

it('ends by Ctrl-C with 130', async () => {
	await openMap();
	session.press('ctrlC');
	expect(await session.exit()).toEqual({code: 130, signal: 0});
	expectUntouched();
});

it.each([
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGINT', 130],
] as const)('ends by %s with %i', async (signal, code) => {
	await openMap();
	session.signal(signal);
	expect(await session.exit()).toEqual({code, signal: 0});
	expectUntouched();
});

it.each(['SIGTERM', 'SIGHUP'] as const)('leaves the terminal as it was when %s comes while it loads', async (signal) => {
	session = open();
	await session.until('the first bytes', () => session.bytes() !== '');
	session.signal(signal);
	expect((await session.exit()).code).toBeGreaterThan(128);
	expectUntouched();
});

it.skipIf(process.platform === 'win32').each(['key', 'signal'] as const)(
	'stops by Ctrl-Z (%s), gives the terminal back, and repaints after fg',
	async (way) => {
		await openMap();
		const before = session.screen();
		if (way === 'key') {
			session.press('ctrlZ');
		} else {
			session.signal('SIGTSTP');
		}
		await session.until('the normal screen', () => !session.alternate());
		await expect.poll(() => processState(session.pid)).toMatch(/^T/);
		expectUntouched();
		session.signal('SIGCONT');
		await session.until('the same screen again', () => session.alternate() && session.screen().join('\n') === before.join('\n'));
		expect(session.cursorHidden()).toBe(true);
		session.press('q');
		expect(await session.exit()).toEqual({code: 0, signal: 0});
	},
);

it('paints the frame in one write before anything else', async () => {
	await openMap();
	const first = session.bytes().split('\u001B[?2026h')[0] ?? '';
	expect(first.startsWith('\u001B[?1049h\u001B[?25l')).toBe(true);
	expect(first).toContain(' vswitch-lab');
});

it('keeps a code cache after the first frame and starts from it', async () => {
	await openMap();
	const cache = join(session.home, 'cache', 'vswitch-lab');
	await expect.poll(() => readdirSync(cache).map((name) => name.split('.')[0])).toContain('main');
	session.press('q');
	await session.exit();
});

it('opens without a code cache when the cache folder cannot be written', async () => {
	await openMap({env: {XDG_CACHE_HOME: '/dev/null/nowhere'}});
	session.press('q');
	expect(await session.exit()).toEqual({code: 0, signal: 0});
});

it('leaves the terminal as it was when it throws, says where, and ends with 1', async () => {
	session = open({command: ['sh', '-c', 'read line; exec "$NODE" "$HOME/broken/cli.cjs"'], env: {NODE: process.execPath}});
	cpSync(dirname(program), join(session.home, 'broken'), {recursive: true});
	writeFileSync(join(session.home, 'broken', 'lessons.json'), 'not JSON');
	session.press('enter');
	expect(await session.exit()).toEqual({code: 1, signal: 0});
	const text = session.screen().join('\n');
	expect(text).toMatch(/because of a bug of its own[\s\S]*SyntaxError[\s\S]*main\.cjs/);
	expect({alternate: session.alternate(), cursorHidden: session.cursorHidden()}).toEqual({alternate: false, cursorHidden: false});
});

it.each([
	['with --plain', {args: ['play', 'macvlan', '--plain']}],
	['with TERM=dumb', {args: ['play', 'macvlan'], env: {TERM: 'dumb'}}],
	['in a terminal of 59 columns', {args: ['play', 'macvlan'], cols: 59}],
	['in a terminal of 19 rows', {args: ['play', 'macvlan'], rows: 19}],
	['for a screen reader', {args: ['play', 'macvlan'], env: {INK_SCREEN_READER: 'true'}}],
] as const)('writes lines and not one escape sequence %s', async (_name, options) => {
	session = open(options);
	await session.waitFor('macvlan');
	session.press('ctrlD');
	await session.exit();
	expect(session.bytes()).not.toContain('\u001B');
});

it.each([
	['NO_COLOR=1', {env: {NO_COLOR: '1'}}],
	['--no-color', {args: ['--no-color']}],
] as const)('has no colour with %s', async (_name, options) => {
	await openMap(options);
	const styles = session
		.bytes()
		.split('\u001B[')
		.flatMap((part) => /^([\d;]*)m/.exec(part)?.[1]?.split(';') ?? []);
	// 30 to 49 and 90 to 107 are colours; 39 and 49 only take one back.
	expect(styles.map(Number).filter((style) => (style >= 30 && style < 50 && style % 10 !== 9) || style >= 90)).toEqual([]);
});

it('is ASCII with --ascii', async () => {
	await openMap({args: ['--ascii']});
	expect([...session.bytes()].filter((character) => character > '~')).toEqual([]);
});
