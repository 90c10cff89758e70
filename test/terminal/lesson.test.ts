/** The lesson on a real terminal: played by keys, at the three sizes, in every mode of colour, and when something breaks. */
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {type OpenOptions, open, program, type Session} from './harness.js';

let session: Session;
const folders: string[] = [];
afterEach(async () => {
	await session.close();
	for (const folder of folders.splice(0)) {
		rmSync(folder, {recursive: true, force: true});
	}
});

function folder(): string {
	const made = mkdtempSync(join(tmpdir(), 'vswitch-lab-test-'));
	folders.push(made);
	return made;
}

async function openLesson(options: OpenOptions = {}): Promise<Session> {
	session = open({args: ['play', 'macvlan'], ...options});
	await session.waitFor('1/14');
	return session;
}

/** Press keys one after the other, each when the one before has shown what it does. */
async function walk(...steps: (readonly [key: string, then: string | RegExp])[]): Promise<void> {
	for (const [key, then] of steps) {
		session.press(key);
		await session.waitFor(then);
	}
}

describe.each([
	{cols: 60, rows: 20},
	{cols: 80, rows: 24},
	{cols: 120, rows: 40},
])('at $cols x $rows', (size) => {
	it('is played from the first question to the first run, leaves the last row alone and scrolls nothing', async () => {
		await openLesson(size);
		await walk(
			['1', /[(]●[)] by none/],
			['enter', 'A switch never sends a frame'],
			['n', '2/14'],
			['n', '3/14'],
			['1', '[x] vm2'],
			['enter', 'Committed.'],
			['n', '4/14'],
			['>', 'Not so.'],
			['w', 'mode vepa: everything goes to the wire'],
			['escape', 'Not so.'],
		);
		expect(session.screen().at(-1)).toBe('');
		expect(session.scrollback()).toBe(0);
		expect(session.bytes()).not.toContain('\n');
	});
});

it('shows frames on their way while it plays', async () => {
	await openLesson();
	await walk(['1', /[(]●[)]/], ['enter', 'filters'], ['n', '2/14'], ['n', '3/14'], ['1', '[x]'], ['enter', 'Committed.'], ['n', '4/14']);
	session.press(' ');
	await session.waitFor(/[▶▼] ARP who-has 10\.0\.0\.2/);
	await session.waitFor(/\+ 52:54:00:00:00:01 +vm1 +swp1/);
	await session.waitFor('Not so.');
});

it('takes commands at its prompt and answers as the real tools do', async () => {
	await openLesson();
	await walk(['i', 'This is a copy of the lab']);
	session.press('ip -br link\r');
	await session.waitFor(/eth0 +UP/);
	session.press('escape');
	await session.waitFor('? keys');
});

it('goes on where a killed terminal left it', async () => {
	const state = folder();
	await openLesson({env: {VSWITCH_LAB_STATE: state}});
	await walk(['1', /[(]●[)]/], ['enter', 'filters'], ['n', '2/14'], ['n', '3/14'], ['4', '[x] ext']);
	session.signal('SIGHUP');
	expect((await session.exit()).code).toBe(129);
	await session.close();
	session = open({env: {VSWITCH_LAB_STATE: state}});
	await session.waitFor('step 3 of 14');
	await walk(['enter', '[x] ext']);
});

it('is silent while it is paused', async () => {
	await openLesson();
	await walk(['1', /[(]●[)]/]);
	const before = session.bytes().length;
	session.press('ctrlL');
	await session.until('the whole repaint', () => session.bytes().length > before && session.bytes().endsWith('\u001B[?2026l'));
	const after = session.bytes().length;
	// Whatever comes next comes because of a key: the answer to this one is the only write.
	session.press('2');
	await session.waitFor(/2 [(]●[)]/);
	expect(session.bytes().length - after).toBeLessThan(400);
});

it('repaints once for a resize, says what to do where it is too small, and comes back', async () => {
	await openLesson();
	const clears = () => session.bytes().split('\u001B[2J').length;
	const before = clears();
	session.resize(120, 40);
	await session.until(
		'the wide layout',
		() => session.screen()[37]?.startsWith('────') === true && session.screen()[38]?.includes('? keys') === true,
	);
	expect(clears() - before).toBe(1);
	session.resize(40, 10);
	await session.waitFor('is too small');
	session.resize(80, 24);
	await session.waitFor('1/14');
});

it.each([
	['NO_COLOR', {env: {NO_COLOR: '1'}}],
	['--no-color', {args: ['play', 'macvlan', '--no-color']}],
] as const)('has no colour with %s', async (_, options) => {
	await openLesson(options);
	const parameters = session
		.bytes()
		.split('\u001B[')
		.flatMap((piece) => /^([\d;]*)m/.exec(piece)?.[1]?.split(';') ?? []);
	expect(parameters.filter((code) => /^(?:3[0-8]|4[0-8]|9\d|10\d)$/.test(code))).toEqual([]);
});

it('has colour otherwise', async () => {
	await openLesson();
	expect(session.bytes()).toContain('38;5;');
});

it('writes ASCII alone with --ascii, in Italian too', async () => {
	await openLesson({args: ['play', 'macvlan', '--ascii', '--locale', 'it']});
	await walk(['n', 'Prima rispondi'], ['?', 'passo seguente'], ['escape', '1/14']);
	expect(session.bytes().replaceAll('\u001B', '')).toMatch(/^[\x20-\x7e]*$/);
});

it('jumps from hop to hop with --motion off', async () => {
	await openLesson({args: ['play', 'macvlan', '--motion', 'off']});
	await walk(['1', /[(]●[)]/], ['enter', 'filters'], ['.', 'to pc2'], [' ', 'not sent back']);
	expect(session.screen().join('\n')).toContain('✓');
});

describe('when something breaks', () => {
	/** The built program with one lesson file changed, as a bug would have it. */
	function broken(change: (lessons: string) => string): string {
		const copy = folder();
		cpSync(dirname(program), copy, {recursive: true});
		const file = join(copy, 'lessons.json');
		const before = readFileSync(file, 'utf8');
		const after = change(before);
		expect(after).not.toBe(before);
		writeFileSync(file, after);
		return join(copy, 'cli.cjs');
	}

	it.each([
		['while painting', (lessons: string) => lessons.replaceAll('"own-port":{"id"', '"gone":{"id"'), []],
		[
			'at a key',
			(lessons: string) => lessons.replaceAll('{"kind":"frame","from":"pc1","to":"pc2"}', '{"kind":"frame","from":"nobody","to":"pc2"}'),
			['1', 'enter'],
		],
	] as const)('%s, the terminal is as it was, the error is told, and the code is 1', async (_, change, keys) => {
		session = open({command: [process.execPath, broken(change), 'play', 'macvlan']});
		for (const key of keys) {
			await session.waitFor('1/14');
			session.press(key);
		}
		expect((await session.exit()).code).toBe(1);
		expect({alternate: session.alternate(), cursorHidden: session.cursorHidden()}).toEqual({alternate: false, cursorHidden: false});
		expect(session.screen().join(' ')).toMatch(/vswitch-lab stopped because of a bug/);
		expect(session.screen().join(' ')).toMatch(/RangeError|TypeError/);
	});

	it('an unwritable state folder is told, and the lesson plays on', async () => {
		await openLesson({env: {VSWITCH_LAB_STATE: '/dev/null/nowhere'}});
		await walk(['1', /[(]●[)]/], ['enter', 'Progress is not kept'], ['n', '2/14']);
	});

	it('a damaged progress file is kept aside and named', async () => {
		const state = folder();
		writeFileSync(join(state, 'progress.json'), '{"format":1,');
		session = open({env: {VSWITCH_LAB_STATE: state}});
		await session.waitFor('it is kept as');
		await session.waitFor('new');
	});
});
