/** A sink that writes down what a device asks for, in order. */
import type {Frame} from '../../source/engine/frame.js';
import type {DeviceId, PacketType} from '../../source/engine/netdev.js';
import type {Letter} from '../../source/engine/openflow/letter.js';
import type {Cause, DropReason, Sink} from '../../source/engine/sink.js';

export type Asked =
	| {kind: 'transmit'; device: DeviceId; frame: Frame}
	| {kind: 'receive'; device: DeviceId; frame: Frame; type: PacketType | undefined}
	| {kind: 'deliver'; device: DeviceId; frame: Frame; type: PacketType}
	| {kind: 'drop'; reason: DropReason};

export interface RecordingSink extends Sink {
	/** What became of frames. */
	asked: Asked[];
	notes: Cause[];
	/** Between switches and controllers. */
	letters: {letter: Letter; device: DeviceId; time: number}[];
	/** Timers asked for, and not yet run. */
	wakes: {device: DeviceId; time: number}[];
	/** Forgets what was asked and noted; timers stay. */
	clear(): void;
}

export function createRecordingSink(tracing = true): RecordingSink {
	const sink: RecordingSink = {
		tracing,
		asked: [],
		notes: [],
		letters: [],
		wakes: [],
		transmit(device, frame) {
			sink.asked.push({kind: 'transmit', device, frame});
		},
		receive(device, frame, type) {
			sink.asked.push({kind: 'receive', device, frame, type});
		},
		deliver(device, frame, type) {
			sink.asked.push({kind: 'deliver', device, frame, type});
		},
		drop(reason) {
			sink.asked.push({kind: 'drop', reason});
		},
		tell(letter, device, time) {
			sink.letters.push({letter, device, time});
		},
		note(cause) {
			sink.notes.push(cause);
		},
		wake(device, time) {
			sink.wakes.push({device, time});
		},
		clear() {
			sink.asked = [];
			sink.notes = [];
			sink.letters = [];
		},
	};
	return sink;
}
