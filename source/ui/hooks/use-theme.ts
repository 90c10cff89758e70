/** What every component paints with. */
import {createContext, useContext} from 'react';
import {type Glyphs, UNICODE} from '../../view/glyphs.js';
import {createTheme, type Theme} from '../theme.js';

export const ThemeContext = createContext<Theme>(createTheme('none'));
export const GlyphContext = createContext<Glyphs>(UNICODE);

export function useTheme(): Theme {
	return useContext(ThemeContext);
}

export function useGlyphs(): Glyphs {
	return useContext(GlyphContext);
}
