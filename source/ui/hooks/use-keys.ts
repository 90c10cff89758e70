/** Keys and pasted text, for the screen in front. */
import {useInput, usePaste} from 'ink';
import {pressesOf} from '../keyboard/key-stream.js';

/** Calls `press` for each key. What is pasted goes to `paste`; a screen without a place for text takes no notice of it. */
export function useKeys(press: (name: string, input: string) => void, paste: (text: string) => void = () => {}): void {
	useInput((input, key) => {
		for (const {name, input: text} of pressesOf(input, key)) press(name, text);
	});
	usePaste(paste);
}
