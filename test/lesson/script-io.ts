/** Linear text with answers from a list, as a pipe would give them; what was written is kept. */
import {type TextIo, wrap} from '../../source/commands/plain/text-io.js';

export interface ScriptIo extends TextIo {
	transcript(): string;
	/** Answers that nobody asked for. */
	unused(): readonly string[];
}

export function scriptIo(answers: readonly string[]): ScriptIo {
	const rest = [...answers];
	let written = '';
	return {
		interactive: false,
		say(text) {
			written += `${wrap(text, 80)}\n`;
		},
		print(text) {
			written += text.endsWith('\n') ? text : `${text}\n`;
		},
		async ask(prompt) {
			const answer = rest.shift();
			written += `${prompt}${answer ?? ''}\n`;
			return answer;
		},
		close() {},
		transcript: () => written,
		unused: () => rest,
	};
}
