/** A tool in a shell: its acts become calls with the streams that the shell gave it. */
import {NO_OPTIONS} from '../command.js';
import {Complaint} from '../complaint.js';
import {errorText} from '../errno.js';
import {type Act, type Answer, fails, isProgram, type Printed, type Reply} from '../program.js';
import {missingTool} from '../tools/tools.js';
import {type Context, complain, placeOf} from './context.js';
import type {Call, Doing} from './system-call.js';

/** Runs a tool to its end; returns its status. */
export function* runTool(context: Context, words: readonly string[]): Doing<number> {
	const [word = '', ...rest] = words;
	const tool = context.tools.find((one) => one.word === word);
	const run = tool?.run;
	if (!run) {
		const {stderr, status} = missingTool(word);
		yield* complain(context, stderr);
		return status;
	}
	const {stdout, stderr, status} = yield* answered(context, () => run(placeOf(context), rest, NO_OPTIONS));
	if (stdout !== '') {
		const reply = yield {kind: 'write', to: context.descriptors.stdout, text: stdout};
		if (reply?.kind === 'refused') {
			yield* complain(context, `${word === 'echo' || word === 'printf' ? 'bash: ' : ''}${word}: write error: ${errorText(reply.errno)}\n`);
			return 1;
		}
	}
	yield* complain(context, stderr);
	return status;
}

/** What the tool leaves behind, or its complaint as a printout. */
function* answered(context: Context, run: () => Answer): Doing<Printed> {
	try {
		const answer = run();
		if (!isProgram(answer)) return answer;
		let step = answer.next();
		while (!step.done) {
			let reply: Reply;
			try {
				reply = yield* act(context, step.value);
			} catch (error) {
				step = answer.throw(error);
				continue;
			}
			step = answer.next(reply);
		}
		return step.value;
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		return {...fails(error.stderr, error.status), stdout: error.stdout};
	}
}

function* act({descriptors}: Context, asked: Act): Doing<Reply> {
	const answer = yield callFor(asked, descriptors);
	switch (answer?.kind) {
		case 'done':
		case 'refused':
		case 'events':
		case 'input':
			return answer;
		default:
			return undefined;
	}
}

function callFor(asked: Act, descriptors: Context['descriptors']): Call {
	switch (asked.kind) {
		case 'print':
			return {kind: 'write', to: descriptors[asked.stream], text: asked.text};
		case 'read':
			return {kind: 'read-from', from: descriptors.stdin};
		case 'change':
		case 'time':
		case 'events':
			return asked;
		default:
			return asked satisfies never;
	}
}
