/** The stream that Ink takes for its terminal: whole frames go to the screen writer, everything else nowhere. */

export interface InkStdout {
	/** To give to Ink as its stdout. */
	readonly stream: NodeJS.WriteStream;
	/** Tells Ink and its hooks that the size has changed. */
	resized(): void;
	/** Forgets whoever listens. */
	close(): void;
}

export interface InkStdoutOptions {
	columns(): number;
	rows(): number;
	/** A whole frame, rows joined by line feeds. */
	onFrame(text: string): void;
}

export function createInkStdout({columns, rows, onFrame}: InkStdoutOptions): InkStdout {
	const listeners = new Set<() => void>();
	const stream = {
		isTTY: true,
		writable: true,
		get columns() {
			return columns();
		},
		get rows() {
			return rows();
		},
		write(chunk: string, encoding?: unknown, done?: unknown): boolean {
			if (chunk !== '' && !isModesOnly(chunk)) onFrame(chunk);
			const callback = typeof encoding === 'function' ? encoding : done;
			if (typeof callback === 'function') callback();
			return true;
		},
		on(event: string, listener: () => void) {
			if (event === 'resize') listeners.add(listener);
			return stream;
		},
		off(event: string, listener: () => void) {
			if (event === 'resize') listeners.delete(listener);
			return stream;
		},
	};
	return {
		stream: stream as unknown as NodeJS.WriteStream,
		resized() {
			for (const listener of [...listeners]) listener();
		},
		close: () => listeners.clear(),
	};
}

/** Does Ink only switch terminal modes (cursor, paste)? */
function isModesOnly(chunk: string): boolean {
	return chunk.startsWith('\u001B[?') && chunk.split('\u001B[?').every((part) => /^(?:[\d;]*[hl])?$/.test(part));
}
