import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	EMPTY_LINE,
	editLine,
	insertText,
	type LineEditor,
	nextLine,
	recall,
	replaceText,
	withPast,
} from '../../../source/ui/keyboard/line-editor.js';
import {graphemesOf} from '../../../source/view/graphemes.js';

/** Presses keys: a word of the list is a key, anything else is typed. */
const KEYS = /^(?:(?:ctrl|meta)-.+|left|right|home|end|backspace|delete|escape|enter|up|down)$/;

function press(editor: LineEditor, ...keys: string[]): LineEditor {
	return keys.reduce((before, key) => {
		if (key === 'up' || key === 'down') return recall(before, key === 'up' ? -1 : 1);
		if (KEYS.test(key)) return editLine(before, key, '') ?? before;
		return [...key].reduce((line, letter) => editLine(line, letter === ' ' ? 'space' : letter, letter) ?? line, before);
	}, editor);
}

/** The line with a bar for the cursor. */
function shown({text, at}: LineEditor): string {
	return `${text.slice(0, at)}|${text.slice(at)}`;
}

const LINE = 'ip link set eth0 up';

describe('a key of the line editor', () => {
	test.each([
		[['ctrl-a'], '|ip link set eth0 up'],
		[['home', 'ctrl-e'], 'ip link set eth0 up|'],
		[['home', 'end'], 'ip link set eth0 up|'],
		[['ctrl-b', 'ctrl-b', 'ctrl-f'], 'ip link set eth0 u|p'],
		[['left', 'left', 'right'], 'ip link set eth0 u|p'],
		[['meta-b', 'meta-b'], 'ip link set |eth0 up'],
		[['ctrl-left', 'ctrl-left', 'ctrl-right'], 'ip link set eth0| up'],
		[['ctrl-a', 'meta-f', 'meta-f'], 'ip link| set eth0 up'],
		[['ctrl-a', 'ctrl-d', 'delete'], '| link set eth0 up'],
		[['backspace', 'ctrl-h'], 'ip link set eth0 |'],
		[['ctrl-w'], 'ip link set eth0 |'],
		[['ctrl-w', 'ctrl-w', 'ctrl-y'], 'ip link set eth0 up|'],
		[['meta-backspace'], 'ip link set eth0 |'],
		[['meta-b', 'ctrl-u'], '|up'],
		[['meta-b', 'ctrl-u', 'ctrl-e', 'ctrl-y'], 'upip link set eth0 |'],
		[['ctrl-a', 'meta-d', 'meta-d', 'ctrl-e', 'ctrl-y'], ' set eth0 upip link|'],
		[['ctrl-a', 'meta-f', 'ctrl-k'], 'ip|'],
		[['ctrl-t'], 'ip link set eth0 pu|'],
		[['ctrl-a', 'right', 'ctrl-t'], 'pi| link set eth0 up'],
		[['ctrl-a', 'ctrl-t'], '|ip link set eth0 up'],
	])('%j leaves %s', (keys, line) => {
		expect(shown(press(EMPTY_LINE, LINE, ...keys))).toBe(line);
	});

	test('is left to others when it is none of the editor’s', () => {
		for (const name of ['enter', 'escape', 'tab', 'page-up', 'ctrl-c', 'ctrl-l', 'meta-x'])
			expect(editLine(EMPTY_LINE, name, '')).toBeUndefined();
	});

	test('moves over an accent together with its letter', () => {
		const editor = insertText(EMPTY_LINE, 'e\u0301x');
		expect(press(editor, 'left', 'left').at).toBe(0);
		expect(press(editor, 'left', 'backspace').text).toBe('x');
	});
});

describe('Ctrl-_', () => {
	test('takes back word by word what was typed', () => {
		const editor = press(EMPTY_LINE, 'ip link');
		expect(shown(press(editor, 'ctrl-_'))).toBe('ip |');
		expect(shown(press(editor, 'ctrl-_', 'ctrl-_', 'ctrl-_'))).toBe('|');
	});

	test('brings back what was cut', () => {
		expect(shown(press(EMPTY_LINE, LINE, 'ctrl-u', 'ctrl-_'))).toBe(`${LINE}|`);
	});
});

describe('lines of before', () => {
	const editor = withPast(['ip link', 'bridge fdb show dev tap1', 'ping 10.0.0.2']);

	test('come with Up, and what was typed comes back with Down', () => {
		const line = press(editor, 'half');
		expect(shown(press(line, 'up'))).toBe('ping 10.0.0.2|');
		expect(shown(press(line, 'up', 'up', 'up', 'up'))).toBe('ip link|');
		expect(shown(press(line, 'up', 'up', 'down', 'down', 'down'))).toBe('half|');
	});

	test('are each there once, the last time it was sent', () => {
		expect(nextLine(editor, 'ip link').past).toEqual(['bridge fdb show dev tap1', 'ping 10.0.0.2', 'ip link']);
		expect(nextLine(editor, '  ').past).toEqual(editor.past);
	});

	test('are found by a part with Ctrl-R, further back with each, and given back with Escape', () => {
		expect(shown(press(editor, 'ctrl-r', 'd'))).toBe('bridge fdb show |dev tap1');
		expect(shown(press(editor, 'ctrl-r', 'i', 'ctrl-r', 'ctrl-r'))).toBe('ip l|ink');
		const failed = press(editor, 'ctrl-r', 'link', 'x');
		expect([failed.text, failed.search?.failed]).toEqual(['ip link', true]);
		expect(shown(press(editor, 'my line', 'ctrl-r', 'fdb', 'escape'))).toBe('my line|');
	});

	test('are taken out of the search with Right, and by any key that edits', () => {
		const found = press(editor, 'ctrl-r', 'fdb');
		expect([shown(press(found, 'right')), press(found, 'right').search]).toEqual(['bridge |fdb show dev tap1', undefined]);
		expect(shown(press(found, 'ctrl-e', 'x'))).toBe('bridge fdb show dev tap1x|');
		expect(shown(press(found, 'backspace', 'backspace', 'backspace', 'ping', 'ctrl-a'))).toBe('|ping 10.0.0.2');
	});

	test('give their last word with Alt-., further back with each', () => {
		const line = press(editor, 'ping -c 1 ', 'meta-.');
		expect(shown(line)).toBe('ping -c 1 10.0.0.2|');
		expect(shown(press(line, 'meta-.'))).toBe('ping -c 1 tap1|');
		expect(shown(press(line, 'meta-.', 'meta-.', 'meta-.'))).toBe('ping -c 1 link|');
	});
});

describe('a line of several rows', () => {
	const editor = insertText(withPast(['before']), 'for i in 1 2\ndo\nping $i');

	test('is walked row by row, then history', () => {
		expect(shown(press(editor, 'up'))).toBe('for i in 1 2\ndo|\nping $i');
		expect(shown(press(editor, 'up', 'up'))).toBe('fo|r i in 1 2\ndo\nping $i');
		expect(shown(press(editor, 'up', 'up', 'up'))).toBe('before|');
		expect(shown(press(editor, 'up', 'up', 'down'))).toBe('for i in 1 2\ndo|\nping $i');
	});

	test('has its own beginning and end in each row', () => {
		expect(shown(press(editor, 'ctrl-a'))).toBe('for i in 1 2\ndo\n|ping $i');
		expect(shown(press(editor, 'up', 'ctrl-u'))).toBe('for i in 1 2\n|\nping $i');
		expect(shown(press(editor, 'meta-<', 'ctrl-k'))).toBe('|\ndo\nping $i');
	});
});

test('what Tab completes can be taken back', () => {
	const editor = replaceText(press(EMPTY_LINE, 'ip li'), 3, 'link ');
	expect([shown(editor), shown(press(editor, 'ctrl-_'))]).toEqual(['ip link |', 'ip li|']);
});

test('no key ever puts the cursor inside a grapheme or outside the line', () => {
	const keys = fc.constantFrom(
		...['ctrl-a', 'ctrl-b', 'ctrl-f', 'ctrl-e', 'ctrl-k', 'ctrl-u', 'ctrl-w', 'ctrl-y', 'ctrl-t', 'ctrl-_', 'ctrl-r', 'ctrl-g', 'ctrl-d'],
		...['meta-b', 'meta-f', 'meta-d', 'meta-backspace', 'meta-.', 'ctrl-left', 'ctrl-right', 'left', 'right', 'home', 'end'],
		...['backspace', 'delete', 'up', 'down', 'a', ' ', 'é', '漢', '👩‍👩‍👧', '\u0301', '\n'],
	);
	const past = fc.array(fc.constantFrom('ip link', 'échø 漢', 'a\nb'), {maxLength: 3});
	fc.assert(
		fc.property(past, fc.array(keys, {maxLength: 40}), (lines, pressed) => {
			let editor = withPast(lines);
			for (const key of pressed) {
				if (key === 'up' || key === 'down') editor = recall(editor, key === 'up' ? -1 : 1);
				else if (KEYS.test(key)) editor = editLine(editor, key, '') ?? editor;
				else editor = insertText(editor, key, true);
				const before = graphemesOf(editor.text.slice(0, editor.at)).length;
				const behind = graphemesOf(editor.text.slice(editor.at)).length;
				expect(before + behind === graphemesOf(editor.text).length, `${JSON.stringify(editor.text)} at ${editor.at} after ${key}`).toBe(
					true,
				);
			}
		}),
	);
});
