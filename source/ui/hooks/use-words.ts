/** The words of the language in use. */
import {createContext, useContext} from 'react';
import {type Catalogue, en} from '../../locale/en.js';

export const WordsContext = createContext<Catalogue>(en);

export function useWords(): Catalogue {
	return useContext(WordsContext);
}
