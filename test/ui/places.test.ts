/** Which tables stand beside one another. */
import {describe, expect, it} from 'vitest';
import {openLesson} from '../../source/lesson/play.js';
import {INITIAL_VIEW} from '../../source/ui/lesson-view.js';
import {placesOf} from '../../source/ui/screens/places.js';
import {layoutOf} from '../../source/view/layout.js';
import {lessonIn, TOY} from '../lesson/lessons.js';

const play = openLesson(lessonIn(TOY), 'en');
const tablesWith = (table: 'fdb' | 'frames' | 'bonds', columns: number) =>
	placesOf(layoutOf(columns, 40), {...INITIAL_VIEW, table}, play).tables.map((place) => place.table);

describe('where there is room for two tables', () => {
	it('the one in front and the next one are seen, and after the last comes the first', () => {
		expect(tablesWith('fdb', 140)).toEqual(['fdb', 'macvlan']);
		expect(tablesWith('frames', 140)).toEqual(['frames', 'fdb']);
	});
	it('a table that the lab does not offer is in front all the same', () => {
		expect(tablesWith('bonds', 140)).toEqual(['bonds', 'fdb']);
		expect(tablesWith('bonds', 100)).toEqual(['bonds']);
	});
});
