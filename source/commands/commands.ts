/** The commands and flags of the program: one table that drives parsing, `--help` and the messages about mistakes. */

/** A flag as it is written; `value` names its value when it takes one. */
export type FlagSpec = {readonly name: string; readonly value?: string; readonly summary: string};

/** A command: how it is called, what it does, and which flags it has beside the common ones. */
export type CommandSpec = {readonly name: string; readonly words: string; readonly summary: string; readonly flags: readonly FlagSpec[]};

const json: FlagSpec = {name: '--json', summary: 'print JSON'};

/** The commands, in the order of `--help`. */
export const commands = [
	{name: 'play', words: '[LESSON]', summary: 'open the map, or one lesson (the default)', flags: []},
	{name: 'sandbox', words: '[LAB]', summary: 'open a lab without a lesson: type, watch, undo', flags: []},
	{
		name: 'run',
		words: 'LAB [FILE]',
		summary: 'run commands in a lab, from a file or standard input',
		flags: [
			{name: '--on', value: 'MACHINE', summary: 'whose prompt; a line "on MACHINE" changes it'},
			{name: '--json', summary: 'print what was said and the final state as JSON'},
		],
	},
	{
		name: 'budget',
		words: '[PATH…|LAB]',
		summary: 'what a packet costs, and what becomes of many',
		flags: [
			{name: '--measure', summary: 'measure this machine instead (under 10 s)'},
			{name: '--link', value: '10G', summary: 'speed of the link'},
			{name: '--frame', value: '64', summary: 'octets of a frame, checksum included'},
			{name: '--cores', value: 'N', summary: 'cores, each with a ring'},
			{name: '--ring', value: 'N', summary: 'packets in a ring'},
			{name: '--batch', value: 'N', summary: 'most packets taken at a time'},
			{name: '--set', value: 'STAGE=NS', summary: 'another price; may be given often'},
			{name: '--rate', value: '1M', summary: 'packets a second (left out: full link)'},
			{name: '--arrivals', value: 'steady|poisson|bursts', summary: 'how packets come'},
			{name: '--flows', value: 'N', summary: 'share packets by flow (RSS); 0: in turn'},
			{name: '--seconds', value: 'S', summary: 'how long packets come'},
			{name: '--packets', value: 'N', summary: 'how many packets come'},
			{name: '--seed', value: 'N', summary: 'seed of chance'},
			json,
		],
	},
	{
		name: 'explosion',
		words: '[LAB]',
		summary: 'MAC tables of a data centre: full, attacked, saved',
		flags: [
			{name: '--racks', value: 'N', summary: 'racks'},
			{name: '--hosts', value: 'N', summary: 'hosts in a rack'},
			{name: '--vms', value: 'N', summary: 'VMs on a host'},
			{name: '--vnics', value: 'N', summary: 'vNICs of a VM'},
			{name: '--tenants', value: 'N', summary: 'groups that talk among themselves'},
			{name: '--overlay', value: 'none|vxlan', summary: 'flat, or tunnels between hosts'},
			{name: '--table', value: 'N', summary: 'entries of each ToR and of the core'},
			{name: '--policy', value: 'NAME', summary: 'first-kept, evict-fairly or evict-by-hash'},
			{name: '--ageing', value: 'S', summary: 'seconds that an entry lives'},
			{name: '--rate', value: 'N', summary: 'frames a second in the whole fabric'},
			{name: '--seconds', value: 'S', summary: 'length of the run'},
			{name: '--attack', value: 'N', summary: 'frames a second from invented addresses'},
			{name: '--seed', value: 'N', summary: 'seed of chance'},
			json,
		],
	},
	{name: 'review', words: 'LESSON', summary: 'what you said in a lesson, and what is so', flags: []},
	{name: 'list', words: '[labs]', summary: 'list the lessons, or the labs for the sandbox', flags: [json]},
	{
		name: 'replay',
		words: 'FILE|DIR…',
		summary: 'play recordings of a real switch on the engine',
		flags: [
			{name: '--check', summary: 'compare with what the real switch did'},
			json,
			{name: '--allow-skips', summary: 'with --check: what cannot be compared is no failure'},
		],
	},
	{name: 'progress', words: '[ACTION]', summary: 'show, export, import FILE, reset [LESSON]', flags: [json]},
	{name: 'author', words: '[ACTION]', summary: 'for authors: check [LESSON|DIR], stamp [LESSON|DIR]', flags: [json]},
	{name: 'doctor', words: '', summary: 'say what this terminal and this machine can do', flags: []},
	{name: 'help', words: '[COMMAND]', summary: 'print this help, or that of a command', flags: []},
] as const satisfies readonly CommandSpec[];

/** The name of a command. */
export type CommandName = (typeof commands)[number]['name'];

/** The flags that every command has. */
export const commonFlags: readonly FlagSpec[] = [
	{name: '--plain', summary: 'text line by line; answers from standard input'},
	{name: '--ascii', summary: 'no characters outside ASCII'},
	{name: '--no-color', summary: 'no colours (or NO_COLOR=1)'},
	{name: '--motion', value: 'on|off', summary: 'off: nothing moves; frames jump from hop to hop'},
	{name: '--locale', value: 'en|it', summary: 'the language'},
	{name: '--state', value: 'DIR', summary: 'where progress is kept (or VSWITCH_LAB_STATE)'},
	{name: '--help', summary: 'print this help'},
	{name: '--version', summary: 'print the version'},
];

/** The specification of a command by name. */
export function commandSpec(name: CommandName): CommandSpec {
	return commands.find((command) => command.name === name) ?? commands[0];
}
