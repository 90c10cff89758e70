/** The prompt of the built program in a terminal: pastes, Ctrl-C, lines of other sessions, narrow and wide screens. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {open, type Session} from './harness.js';

let state: string;
let session: Session;
beforeEach(() => {
	state = mkdtempSync(join(tmpdir(), 'prompt-'));
});
afterEach(async () => {
	await session.close();
	rmSync(state, {recursive: true, force: true});
});

async function atPrompt(size: {cols: number; rows: number} = {cols: 80, rows: 24}): Promise<void> {
	session = open({...size, args: ['sandbox'], env: {VSWITCH_LAB_STATE: state}});
	await session.waitFor('i prompt');
	session.press('i');
	await session.waitFor(/host# *$/m);
}

/** As a terminal sends what is pasted into it. */
function paste(text: string): void {
	session.press(`\u001B[200~${text}\u001B[201~`);
}

describe('a paste', () => {
	it('of several lines is shown and waits for Enter, then runs line by line', async () => {
		await atPrompt();
		expect(session.bytes()).toContain('\u001B[?2004h');
		paste('ip link set tap1 down\rip link set tap2 down\rip -br link show tap1\r');
		await session.waitFor(/host# ip link set tap1 down\n > ip link set tap2 down\n > ip -br link show tap1/);
		session.press('enter');
		await session.waitFor(/tap1@if\d+ +DOWN/);
		await session.waitFor('host# ip link set tap2 down');
	});

	it('brings no escape sequence to the terminal', async () => {
		await atPrompt();
		paste('echo \u001B]0;evil\u0007\u001B[2J \u202Ex');
		await session.waitFor('echo ^[]0;evil^G^[[2J [U+202E]x');
		session.press('enter');
		session.press('\u001B]0;typed\u0007\u0015');
		paste('echo done');
		session.press('enter');
		await session.waitFor('host# echo done');
		for (const hostile of ['\u001B]0;', '\u202E', '\u0007']) expect(session.bytes()).not.toContain(hostile);
	});
});

describe('keys that come in one piece', () => {
	it('are taken one by one, as if typed slowly', async () => {
		await atPrompt();
		session.press('bridge link\u0001\u000Bip -br link show tap1\u001Bbx\u007F\r');
		await session.waitFor(/tap1@if\d+ +UP/);
	});
});

describe('a line that runs', () => {
	it('shows how far it is, takes what is typed, and ends at Ctrl-C', async () => {
		await atPrompt();
		session.press('on vm1\rip addr add 10.0.0.99/24 dev lo\rping -c 5000 10.0.0.99\r');
		await session.waitFor(/events, t .*Ctrl-C stops it/);
		session.press('ip -br li');
		await session.waitFor('vm1# ip -br li');
		session.press('ctrlC');
		await session.waitFor('packets transmitted');
		await session.waitFor(/vm1# ip -br li/);
	});
});

it('remembers lines from session to session, for the arrows and for Ctrl-R', async () => {
	await atPrompt();
	session.press('ip link set tap1 down\rip -br link\r');
	await session.waitFor(/tap1@if\d+ +DOWN/);
	await session.close();
	await atPrompt();
	session.press('up');
	await session.waitFor('host# ip -br link');
	session.press('\u0012set');
	await session.waitFor('(search set): ip link set tap1 down');
	session.press('enter');
	await session.waitFor('host# ip link set tap1 down');
});

it.each([
	{cols: 60, rows: 20, most: 10},
	{cols: 80, rows: 24, most: 7},
	{cols: 120, rows: 40, most: 7},
])('has room for output at $cols x $rows, and all of the screen with Ctrl-O', async ({cols, rows, most}) => {
	await atPrompt({cols, rows});
	session.press('ip -d link\r');
	const outputRows = () => session.screen().filter((row) => /mtu|veth|link\/ether|gso|promisc|65536|group/.test(row)).length;
	await session.until(`${most} rows of output`, () => outputRows() >= most);
	session.press('\u000F');
	await session.until('a screen of output', () => outputRows() >= Math.min(rows - 6, 12));
	session.press('\u001B[5~'.repeat(4));
	await session.waitFor('host# ip -d link');
	session.press('\u000F');
	session.press('escape');
	await session.waitFor('i opens the prompt');
});
