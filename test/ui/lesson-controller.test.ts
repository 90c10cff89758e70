import {describe, expect, test} from 'vitest';
import {positionOf} from '../../source/lesson/scene.js';
import {en} from '../../source/locale/en.js';
import {filterTable} from '../../source/ui/filter.js';
import {footerOf} from '../../source/ui/frame-model.js';
import {createLessonController} from '../../source/ui/lesson-controller.js';
import type {Table} from '../../source/view/tables/table.js';
import {answer, playAt} from '../view/lesson.js';
import {createTestClock} from './emulator.js';

function open(step: string) {
	const done: string[] = [];
	const host = {
		leaveLesson: () => done.push('left'),
		exit: (code: number) => done.push(`exit ${code}`),
		suspend: () => done.push('suspended'),
		redraw: () => done.push('redrawn'),
		copy: (text: string) => done.push(`copied ${text.split('\n')[0]}`),
	};
	const play = playAt(step);
	const clock = createTestClock();
	const controller = createLessonController({play, words: en, host: host as never, clock, still: false, speed: 'normal'});
	/** Keys by name; a text of several characters that is no name is typed letter by letter. */
	const press = (...keys: string[]) => {
		const names = [
			'enter',
			'escape',
			'space',
			'tab',
			'shift-tab',
			'up',
			'down',
			'left',
			'right',
			'page-up',
			'page-down',
			'backspace',
			'ctrl-c',
			'ctrl-z',
			'ctrl-l',
		];
		for (const key of keys)
			if (names.includes(key)) controller.press(key, '');
			else for (const letter of key) controller.press(letter === ' ' ? 'space' : letter, letter);
	};
	return {play, controller, press, done, clock, message: () => controller.view.message};
}

describe('at a question', () => {
	test('digits mark, arrows walk, space marks, Enter commits', () => {
		const {play, press} = open('vepa-who');
		press('4', 'up', 'space');
		expect(play.record.draft).toEqual(['host', 'ext']);
		press('space', 'enter');
		expect(play.record.attempts.map(({answer: keys}) => keys)).toEqual([['ext']]);
	});

	test('below the options lies the confidence, and the arrows turn it', () => {
		const {play, press, controller} = open('vepa-who');
		press('down', 'down', 'down', 'down');
		expect(controller.view.sure).toBe(true);
		press('right', 'right');
		expect(play.record.confidence).toBe('mid');
		press('left');
		expect(play.record.confidence).toBe('low');
	});

	test('Enter marks the one answer first, and commits it the second time', () => {
		const {play, press} = open('own-port');
		press('enter');
		expect([play.record.draft, play.record.attempts.length]).toEqual([['nowhere'], 0]);
		press('enter');
		expect(play.record.attempts.length).toBe(1);
	});

	test('time does not run before the answer, and it says why', () => {
		const {press, message, play} = open('vepa-who');
		press('.');
		expect([message(), play.scene && positionOf(play.scene)]).toEqual([en.refusals['answer-first'], 0]);
	});

	test('w says to answer first, as . does', () => {
		const {press, message} = open('vepa-who');
		press('w');
		expect(message()).toBe(en.refusals['answer-first']);
		press('4', 'enter', 'w');
		expect(message()).toBe(en.question.committed);
	});

	test('n does not skip it, N does', () => {
		const {press, message, play} = open('vepa-who');
		press('n');
		expect([play.step.id, message()]).toEqual(['vepa-who', en.refusals['answer-first']]);
		press('N');
		expect(play.step.id).toBe('vepa-run');
	});

	test('a message goes with the next key', () => {
		const {press, message} = open('vepa-who');
		press('n', 'down');
		expect(message()).toBe('');
	});
});

describe('in a run', () => {
	function run() {
		const opened = open('vepa-who');
		answer(opened.play, ['vm2']);
		opened.press('n');
		return opened;
	}

	test('Enter plays what was not seen, and goes on when it was', () => {
		const {press, controller, clock, play} = run();
		press('enter');
		expect(controller.player.playing).toBe(true);
		clock.advance(60_000);
		press('enter');
		expect(play.step.id).toBe('vepa-why');
	});

	test('with one pane on the screen the picture comes forward to play, and the verdict when the run is over', () => {
		const {press, play, controller} = run();
		controller.laidOut('narrow');
		press('.');
		expect(controller.view.focus).toBe('picture');
		press('>');
		expect([play.record.ran, controller.view.focus]).toEqual([true, 'text']);
	});

	test('c says that there is nothing to compare', () => {
		const {press, message} = run();
		press('c');
		expect(message()).toBe(en.messages.noSides);
	});

	test('. and , go one event, < and > to the ends', () => {
		const {press, play} = run();
		const place = () => play.scene && positionOf(play.scene);
		press('.', '.', ',');
		expect(place()).toBe(1);
		press('>');
		expect(place()).toBe(4);
		press('<');
		expect(place()).toBe(0);
	});

	test('w opens the causes where belief and fact part, walks them and jumps there', () => {
		const {press, controller, play} = run();
		press('w');
		expect(controller.view.message).toBe(en.why.nothing);
		press('>', 'w');
		expect(controller.view.layer).toMatchObject({kind: 'why'});
		const parted = controller.view.layer.kind === 'why' ? controller.view.layer.at : -1;
		press('down', 'enter');
		expect(controller.view.layer.kind).toBe('none');
		expect(play.scene && positionOf(play.scene)).toBe(2);
		expect(parted).toBe(play.history?.trace[0]?.id);
	});

	test('f takes the newest frame apart; arrows walk fields and hops, b turns before and after, Esc closes', () => {
		const {press, controller, message} = run();
		const layer = () => controller.view.layer;
		press('f');
		expect(message()).toBe(en.inspect.nothing);
		press('>', 'f');
		const opened = layer();
		expect(opened).toMatchObject({kind: 'inspect', row: 0});
		press('down', 'down');
		expect(layer()).toMatchObject({row: 2});
		press('left');
		const earlier = layer();
		expect(earlier.kind === 'inspect' && opened.kind === 'inspect' && earlier.at < opened.at).toBe(true);
		expect(earlier).toMatchObject({row: 2, copy: 0});
		press('b');
		expect(layer()).toMatchObject({copy: -1, row: 2});
		press('b');
		expect(layer()).toMatchObject({copy: 0, row: 2});
		press('escape');
		expect(layer().kind).toBe('none');
	});

	test('f on a row of the events takes the frame of that event', () => {
		const {press, controller, play} = run();
		press('>', 'shift-tab', 'up', 'up', 'up', 'f');
		expect(controller.view.layer).toMatchObject({kind: 'inspect', at: play.history?.trace[1]?.id});
	});

	test('Tab walks text, tables and events, and comes back', () => {
		const {press, controller} = run();
		const stops = Array.from({length: 8}, () => {
			press('tab');
			return controller.view.focus === 'tables' ? controller.view.table : controller.view.focus;
		});
		expect(stops).toEqual(['fdb', 'macvlan', 'counters', 'filters', 'arp', 'frames', 'events', 'text']);
	});

	test('Enter in the list of events turns the clock to that event', () => {
		const {press, play} = run();
		press('>', 'shift-tab', 'up', 'up', 'enter');
		expect(play.scene && positionOf(play.scene)).toBe(3);
	});

	test('Enter on a row that an event made opens its cause', () => {
		const {press, controller} = run();
		press('.', '.', 'tab', 'down', 'enter');
		expect(controller.view.layer).toMatchObject({kind: 'why'});
	});

	test('a filter that leaves nothing says so, and stays in the footer as long as it is on', () => {
		const {press, controller} = run();
		press('escape', '/', 'nowhere', 'enter');
		expect(footerOf(controller, en).left[0]).toEqual({key: '/', word: 'nowhere'});
		const table: Table = {title: '', columns: [], rows: [{cells: ['vm1']}], empty: 'nothing learned yet'};
		expect(filterTable(table, controller.view.filter, en.messages.noMatch)).toMatchObject({rows: [], empty: en.messages.noMatch});
		expect(filterTable({...table, rows: []}, 'vm1', en.messages.noMatch).empty).toBe('nothing learned yet');
	});

	test('/ filters the tables, with one pane on the screen as well', () => {
		const {press, controller} = run();
		controller.laidOut('narrow');
		press('escape', '/');
		expect([controller.view.focus, controller.view.layer.kind]).toEqual(['tables', 'filter']);
	});

	test('a filter keeps the rows that have all its words, until Esc', () => {
		const {press, controller} = run();
		press('/', 'vm1', 'enter');
		expect([controller.view.filter, controller.view.layer.kind]).toEqual(['vm1', 'none']);
		press('/', 'escape');
		expect(controller.view.filter).toBe('');
	});
});

describe('at the prompt', () => {
	test('a command is typed, run and shown, and the goals follow', () => {
		const {press, controller, play} = open('policy');
		press('i', 'ip link set eth0 type macvlan mode vepa', 'enter');
		expect(controller.view.prompt.lines.map(({kind}) => kind)).toEqual(['said', 'typed']);
		expect(play.record.commands.map(({on, line}) => `${on}# ${line}`)).toEqual(['vm1# ip link set eth0 type macvlan mode vepa']);
		press('escape', 'z');
		expect(play.record.commands).toEqual([]);
	});

	test('letters are letters there: q does not leave, n does not go on', () => {
		const {press, controller, done, play} = open('policy');
		press('i', 'qn?');
		expect([controller.view.prompt.editor.text, done, play.step.id]).toEqual(['qn?', [], 'policy']);
	});

	test('"on sw0" goes to another machine, and says so when there is none', () => {
		const {press, controller} = open('policy');
		press('i', 'on sw0', 'enter');
		expect(controller.view.prompt.machine).toBe('sw0');
		press('on nowhere', 'enter');
		expect(controller.view.prompt.lines.at(-2)).toEqual({kind: 'said', text: 'There is no machine nowhere.'});
	});

	test('Tab completes the word, and lists the choices when there are several', () => {
		const {press, controller} = open('policy');
		press('i', 'bri', 'tab');
		expect(controller.view.prompt.editor.text).toBe('bridge ');
		press('backspace', 'backspace', 'backspace', 'backspace', 'backspace', 'backspace', 'backspace', 'tab');
		expect(controller.view.prompt.lines.at(-1)).toMatchObject({
			kind: 'choices',
			choices: expect.arrayContaining([{word: 'ping', help: expect.stringMatching(/./)}]),
		});
	});

	test('Tab completes the name of a machine after "on"', () => {
		const {press, controller} = open('policy');
		press('i', 'on sw', 'tab');
		expect(controller.view.prompt.editor.text).toBe('on sw0 ');
		press('enter', 'on v', 'tab', 'tab');
		expect([controller.view.prompt.editor.text, controller.view.prompt.lines.at(-1)]).toEqual([
			'on vm',
			{kind: 'choices', choices: ['vm1', 'vm2', 'vm3'].map((word) => ({word, help: ''}))},
		]);
	});

	test('z and Z say which command they mean, and pass over what only looked', () => {
		const {press, message} = open('policy');
		const add = (address: string): void => press(`ip addr add ${address}/24 dev eth0`, 'enter');
		press('i');
		add('10.9.0.1');
		add('10.9.0.2');
		press('ip addr show', 'enter', 'escape', 'z');
		expect(message()).toBe('Taken back: vm1# ip addr add 10.9.0.2/24 dev eth0');
		press('z', 'Z');
		expect(message()).toBe('Done again: vm1# ip addr add 10.9.0.1/24 dev eth0');
		press('Z', 'Z');
		expect(message()).toBe(en.refusals['nothing-to-redo']);
	});

	test('there is nothing to take back after looking around', () => {
		const {press, message} = open('policy');
		press('i', 'ip link show', 'enter', 'escape', 'z');
		expect(message()).toBe(en.refusals['nothing-to-undo']);
	});

	test('Up brings earlier lines back', () => {
		const {press, controller} = open('policy');
		press('i', 'ip link', 'enter', 'ip addr', 'enter', 'up', 'up');
		expect(controller.view.prompt.editor.text).toBe('ip link');
		press('down');
		expect(controller.view.prompt.editor.text).toBe('ip addr');
	});

	test('what a step does not allow is refused with its reason', () => {
		const {press, controller} = open('policy');
		press('i', 'brctl show', 'enter');
		expect(controller.view.prompt.lines.at(-1)).toEqual({
			kind: 'failed',
			text: `${en.refusals['not-allowed']} Here: ip, bridge, ping, and whatever only looks.`,
		});
	});

	test('what hides its name is refused with the same reason when it is about to run', () => {
		const {press, controller} = open('policy');
		press('i', 'X=brctl', 'enter', '$X show', 'enter');
		expect(controller.view.prompt.lines).toContainEqual({
			kind: 'failed',
			text: `${en.refusals['not-allowed']} Here: ip, bridge, ping, and whatever only looks.`,
		});
	});

	test('in any other step it is a copy, and the step is as it was', () => {
		const {press, controller, play} = open('vepa-who');
		press('i', 'ip link set eth0 down', 'enter', 'escape');
		expect(controller.view.prompt.lines[0]).toEqual({kind: 'said', text: en.console.sandbox});
		expect(play.history?.inputs).not.toEqual([]);
		press('q');
		expect([play.sandbox, play.history?.inputs]).toEqual([undefined, []]);
	});
});

describe('anywhere', () => {
	test('q leaves to the map from the text, and back to the text from a table; Esc never leaves', () => {
		const {press, controller, done} = open('vepa-run');
		press('tab', 'q');
		expect([controller.view.focus, done]).toEqual(['text', []]);
		press('escape');
		expect(done).toEqual([]);
		press('q');
		expect(done).toEqual(['left']);
	});

	test('Ctrl-C leaves with 130 when it is pressed twice at an empty line of the prompt, Ctrl-Z suspends, Ctrl-L redraws', () => {
		const {press, done, message} = open('policy');
		press('i', 'ctrl-l', 'ctrl-z', 'ctrl-c');
		expect([done, message()]).toEqual([['redrawn', 'suspended'], en.messages.leaving]);
		press('ctrl-c');
		expect(done.at(-1)).toBe('exit 130');
		press('escape', 'ctrl-c');
		expect(done.length).toBe(4);
	});

	test('x asks before it forgets', () => {
		const {press, play} = open('own-port');
		press('1', 'enter');
		press('x', 'n');
		expect(play.record.attempts.length).toBe(1);
		press('x', 'y');
		expect(play.record.attempts.length).toBe(0);
	});

	test('the list of actions does what its line says', () => {
		const {press, controller} = open('one-nic');
		press(':', 'show all keys', 'enter');
		expect(controller.view.layer.kind).toBe('help');
		press('escape');
		expect(controller.view.layer.kind).toBe('none');
	});

	test('y copies the script of the last step', () => {
		const {press, done} = open('for-real');
		press('y');
		expect(done).toEqual(['copied # As root on Linux with iproute2. Everything is gone after the last line.']);
	});

	test('listeners hear once of any number of changes in a turn', async () => {
		const {controller, press} = open('vepa-who');
		await Promise.resolve();
		let heard = 0;
		controller.subscribe(() => heard++);
		press('1', '2', '3');
		await Promise.resolve();
		expect(heard).toBe(1);
	});
});
