/** Opens what redirections name, from left to right (POSIX 2.7). */
import type {Change} from '../../engine/change.js';
import {notModelled} from '../complaint.js';
import {errorText} from '../errno.js';
import {pathOf, readFile, SETTINGS} from '../file-space.js';
import {findSetting} from '../kernel-settings.js';
import {machineAt} from '../resolve.js';
import {sriovFile} from '../sysfs.js';
import {type Context, complain, placeOf} from './context.js';
import {fieldsOf, textOf} from './expand.js';
import {type Descriptors, NOTHING, type Sink} from './file-descriptors.js';
import type {Redirection} from './syntax.js';
import type {Doing} from './system-call.js';

/** The streams after the redirections; `undefined` when one cannot be opened, which was said. */
export function* redirect(context: Context, redirections: readonly Redirection[]): Doing<Descriptors | undefined> {
	let descriptors = context.descriptors;
	for (const redirection of redirections) {
		const opened = yield* open({...context, descriptors}, redirection);
		if (typeof opened === 'string') {
			yield* complain(context, opened);
			return undefined;
		}
		descriptors = opened;
	}
	return descriptors;
}

function* open(context: Context, redirection: Redirection): Doing<Descriptors | string> {
	const {descriptors} = context;
	switch (redirection.kind) {
		case 'copy':
			return {...descriptors, [nameOf(redirection.fd)]: descriptors[nameOf(redirection.from)]};
		case 'text': {
			const text = (yield* textOf(context, redirection.text)) + (redirection.newline ? '\n' : '');
			return {...descriptors, stdin: {kind: 'text', text, at: 0}};
		}
		case 'read': {
			const path = yield* target(context, redirection.target);
			if (path.kind === 'wrong') return path.message;
			const file = readFile(placeOf(context), path.typed);
			if (file.kind === 'no-such-file') return `bash: ${path.typed}: No such file or directory\n`;
			return {...descriptors, stdin: file.kind === 'text' ? {kind: 'text', text: file.text, at: 0} : NOTHING};
		}
		case 'write':
		case 'append': {
			const path = yield* target(context, redirection.target);
			if (path.kind === 'wrong') return path.message;
			const sink = yield* openFile(context, path.typed, redirection.kind === 'append');
			if (typeof sink === 'string') return sink;
			if (redirection.fd === 'both') return {...descriptors, stdout: sink, stderr: sink};
			return {...descriptors, [nameOf(redirection.fd)]: sink};
		}
		default:
			return redirection satisfies never;
	}
}

function nameOf(fd: 1 | 2): 'stdout' | 'stderr' {
	return fd === 1 ? 'stdout' : 'stderr';
}

function* target(
	context: Context,
	word: Parameters<typeof textOf>[1],
): Doing<{kind: 'path'; typed: string} | {kind: 'wrong'; message: string}> {
	const fields = yield* fieldsOf(context, [word]);
	const [typed, ...more] = fields;
	if (typed !== undefined && more.length === 0)
		return typed === '' ? {kind: 'wrong', message: 'bash: : No such file or directory\n'} : {kind: 'path', typed};
	const written = word.map((part) => (part.kind === 'text' ? part.text : part.kind === 'variable' ? `$${part.name}` : '$(…)')).join('');
	return {kind: 'wrong', message: `bash: ${written}: ambiguous redirect\n`};
}

/** A file that is opened for writing is emptied at once, unless something is to be added. */
function* openFile(context: Context, typed: string, append: boolean): Doing<Sink | string> {
	const path = pathOf(typed);
	const place = placeOf(context);
	const {machine} = place;
	switch (path) {
		case '/dev/null':
			return NOTHING;
		case '/dev/stdout':
			return context.descriptors.stdout;
		case '/dev/stderr':
			return context.descriptors.stderr;
		default:
	}
	if (/^\/(?:proc|sys|dev)\//.test(path)) {
		const card = sriovFile(place, path);
		const setting = path.startsWith(SETTINGS) ? findSetting(machineAt(place), path.slice(SETTINGS.length)) : 'unknown';
		if (setting === 'absent') throw notModelled(typed, `${SETTINGS}net/ipv4/ip_forward`);
		if (card?.file === 'sriov_totalvfs') return `bash: ${typed}: Permission denied\n`;
		if (card || setting !== 'unknown') return context.maySet() ? {kind: 'setting', machine, path} : `bash: ${typed}: Permission denied\n`;
		return `bash: ${typed}: No such file or directory\n`;
	}
	const before = readFile(place, path);
	if (before.kind === 'is-folder') return `bash: ${typed}: Is a directory\n`;
	if (before.kind === 'no-such-file' || (!append && before.text !== '')) {
		const change: Change = {kind: 'write-file', machine, path, text: ''};
		const reply = yield {kind: 'change', change};
		if (reply?.kind === 'refused') return `bash: ${typed}: ${errorText(reply.errno)}\n`;
	}
	return {kind: 'file', machine, path};
}
