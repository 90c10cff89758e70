/** The ground of processes in a history: what they write goes to the terminal, to files and to the kernel. */
import type {Change, ChangeResult} from '../../engine/change.js';
import type {History, Input} from '../../engine/history.js';
import type {Ground} from './processes.js';
import type {Piece} from './shell.js';
import {orderOf} from './write-setting.js';

export interface Doors {
	input: (made: Input) => ChangeResult;
	print: (piece: Piece) => void;
}

export function groundOf(history: History, {input, print}: Doors): Ground {
	const change = (made: Change): ChangeResult => input({kind: 'change', change: made});
	return {
		get world() {
			return history.world;
		},
		get inputs() {
			return history.inputs;
		},
		nodesSince(tick) {
			const {trace} = history;
			return trace.slice(Math.max(0, tick - (trace[0]?.id ?? 0)));
		},
		change: (call) => change(call.change),
		write(to, text) {
			switch (to.kind) {
				case 'terminal':
					print({stream: to.stream, text});
					return undefined;
				case 'memory':
					to.text += text;
					return undefined;
				case 'nothing':
					return undefined;
				case 'file':
					return change({kind: 'write-file', machine: to.machine, path: to.path, text, append: true});
				case 'setting': {
					const order = orderOf({world: history.world, trace: [], machine: to.machine, tools: []}, to.path, text);
					return order.kind === 'refused' ? order : change(order);
				}
				default:
					return to satisfies never;
			}
		},
	};
}
