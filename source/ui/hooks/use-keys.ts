/** Keys as the key table names them; keys that came in one piece are taken apart. */
import {useInput} from 'ink';
import {keyName} from '../keys.js';

export function useKeys(press: (name: string, input: string) => void): void {
	useInput((input, key) => {
		const name = keyName(input, key);
		if (name.length === input.length && input.length > 1) for (const character of input) press(keyName(character, {}), character);
		else press(name, input);
	});
}
