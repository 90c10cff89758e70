/** Parole dello schermo fuori dalle lezioni. */
import type {Catalogue} from '../en.js';

const refusals: Catalogue['refusals'] = {
	'predict-first': 'Prima la previsione: p torna alla domanda.',
	'no-world': 'In questo passo non c’è nulla da guardare.',
	'nothing-chosen': 'Prima scegli qualcosa.',
	'no-number': 'Scrivi un numero, come 12 o 67,2.',
	'order-all': 'Prima da’ un posto a ogni riga.',
	'nothing-asked': 'Qui non si chiede più nulla.',
	'answer-first': 'Prima rispondi; poi si vede. N salta il passo.',
	'run-first': 'Prima guarda: spazio avvia.',
	'goals-open': 'Qualche obiettivo è ancora aperto.',
	'try-first': 'Prima prova una volta.',
	'no-hint': 'Non ci sono altri suggerimenti.',
	'no-solution': 'Lo dirà l’esecuzione.',
	'no-prompt': 'In questo passo non c’è riga di comando.',
	'locate-first': 'Prima di’ dove va storto.',
	'not-allowed': 'Questo strumento non serve in questo passo.',
	'in-sandbox': 'Questa è la sandbox: q torna alla lezione.',
	'no-machine': 'Questa macchina non c’è.',
	'nothing-to-undo': 'Nulla da annullare.',
	'nothing-to-redo': 'Nulla da ripetere.',
	'first-step': 'Questo è il primo passo.',
	'no-step': 'Questo passo non c’è.',
};

const egressMarks: Catalogue['egressMarks'] = {
	'ingress-port': 'non torna indietro',
	'not-forwarding': 'non inoltra',
	isolated: 'isolata',
	vlan: 'non in questa VLAN',
	'unicast-flood-off': 'flooding spento',
	'multicast-flood-off': 'multicast spento',
	'broadcast-flood-off': 'broadcast spento',
	'too-long': 'troppo lungo',
	'no-member': 'là nessun membro',
	'no-flood': 'no-flood',
	'no-forward': 'no-forward',
	'mirror-output': 'solo per un mirror',
	protected: 'entrambe protette',
	'no-bond-member': 'nessun membro attivo',
	'no-such-port': 'porta inesistente',
	'own-tunnel': 'tunnel verso sé',
};

const stepKinds: Catalogue['stepKinds'] = {
	read: 'leggi',
	recall: 'ricorda',
	predict: 'prevedi',
	run: 'guarda',
	observe: 'osserva',
	explain: 'spiega',
	compare: 'confronta',
	act: 'agisci',
	features: 'confronto',
	budget: 'bilancio',
	build: 'costruisci',
	repair: 'ripara',
	recap: 'ripassa',
	bridge: 'sul serio',
	sandbox: 'sandbox',
};

export const screen = {
	refusals,
	stepKinds,
	modes: {lesson: 'LEZIONE', rewind: 'INDIETRO', console: 'COMANDI', sandbox: 'SANDBOX', map: 'MAPPA'},
	map: {
		title: 'lezioni',
		intro: 'Come si parlano le macchine virtuali: che cosa succede dentro l’host, frame per frame.',
		hint: 'Invio prosegue. Prima prevedi, poi guarda. Non servono né root né rete.',
		minutes: (count) => `${count} min`,
		left: (count) => `ancora ${count} min`,
		courseLeft: (count) => (count === 0 ? 'Hai finito il corso.' : `Restano circa ${count} minuti.`),
		states: {
			new: 'nuova',
			begun: (step, steps) => `passo ${step} di ${steps}`,
			done: (skipped) => (skipped === 0 ? 'finita' : `finita, ${skipped} ${skipped === 1 ? 'aperto' : 'aperti'}`),
		},
		predictions: (right, made) => (made === 0 ? '' : `${right} previsioni giuste su ${made}`),
		after: (names) => `meglio dopo ${names}`,
		resume: (step) => `Eri rimasto a «${step}». Invio riprende da lì; x ricomincia.`,
		begin: 'Invio comincia.',
		review: 'Invio la riapre; v la rilegge; x ricomincia.',
		broken: (problem) => `Questa lezione non si può aprire: ${problem}`,
		restart: (lesson) => `Ricominciare «${lesson}» e cancellare le risposte?`,
	},
	question: {
		sure: 'Certezza?',
		confidence: {low: 'bassa', mid: 'media', high: 'alta'},
		commitPredict: 'Invio conferma; poi si vede.',
		commit: 'Invio conferma.',
		choosePoint: 'Le frecce indicano, spazio segna, Invio conferma.',
		chooseMany: 'Segna tutto ciò che vale; nessuno è una risposta.',
		chooseOrder: 'Segnale in ordine; un secondo segno ne toglie una.',
		typeNumber: 'Scrivi il numero.',
		number: (text: string): string => text.replace('.', ','),
		committed: 'Confermata. n passa all’esecuzione.',
		none: 'nessuno',
		trueFalse: {true: 'vero', false: 'falso'},
		round: (n, of) => `Frame ${n} di ${of}`,
		claim: (n, of) => `Affermazione ${n} di ${of}`,
		again: 'Non proprio. Ancora una volta.',
	},
	verdict: {
		right: 'Giusto.',
		wrong: 'Non è così.',
		predicted: 'previsto',
		actual: 'accaduto',
		saidNumber: (said: string, is: string, unit: string): string => `Hai detto ${said}${unit}; era ${is}${unit}.`,
		isNumber: (is: string, unit: string): string => `Era ${is}${unit}.`,
		you: 'tu',
		fact: 'vero',
		sure: (word) => `certezza: ${word}`,
		parted: 'Divergono a',
		partedShort: 'w: divergono a',
		more: 'PgGiù',
		jump: 'w dice perché.',
	},
	review: {
		count: (right: number, made: number): string => `${right} domande su ${made} giuste al primo colpo.`,
		nothing: 'In questa lezione non c’è ancora nessuna risposta.',
		skipped: 'lasciato aperto',
		goals: (met: number, of: number, commands: number, gaveUp: boolean): string =>
			`${met} obiettivi su ${of} raggiunti con ${commands === 1 ? '1 comando' : `${commands} comandi`}${gaveUp ? '; la soluzione è stata mostrata' : ''}.`,
		lesson: 'che cosa hai detto, e com’è',
	},
	features: {
		row: (n: number, of: number): string => `Funzione ${n} di ${of}`,
		who: 'Chi sa farlo oggi?',
		both: 'entrambi',
		only: (name: string): string => `solo ${name}`,
		neither: 'nessuno dei due',
		right: (who: string): string => `Giusto: ${who}.`,
		wrong: (said: string, is: string): string => `Hai detto ${said}; è ${is}.`,
		table: 'L’intera tabella, come è andata',
	},
	figure: {
		source: (text: string): string => `Fonte: ${text}`,
		logarithmic: 'Le lunghezze crescono col logaritmo.',
	},
	slide: {said: 'La slide dice', today: 'Oggi'},
	egressMarks,
	player: {
		event: (n, of) => `${n}/${of}`,
		speeds: {quarter: '¼x', half: '½x', normal: '1x', double: '2x', fast: '4x', instant: 'subito'},
		playPrompt: 'Spazio avvia; . va evento per evento.',
	},
	sandbox: {
		intro: (machines) => [
			`Qui non si chiede nulla. Macchine: ${machines}.`,
			'i apre il prompt; «on NOME» passa a un’altra macchina, «help» elenca gli strumenti. Ciò che scrivi agisce sul laboratorio: z lo annulla, Z lo rifà, x ricomincia.',
			'. e , scorrono gli eventi, w dice perché. «sleep 5» lascia passare cinque secondi.',
		],
	},
	goals: {title: 'Obiettivi', all: 'Tutti raggiunti. n prosegue.', tools: (tools) => `Qui: ${tools}, e tutto ciò che guarda soltanto.`},
	debrief: {
		learner: (length, typed) =>
			length === 1 ? `Dei tuoi ${typed} comandi ne basta uno:` : `Dei tuoi ${typed} comandi ne bastano ${length}:`,
		author: (length, typed) => `C’è una via con ${length === 1 ? 'un solo comando' : `${length} comandi`} invece di ${typed}:`,
		cutShort: 'Non tutte le vie sono state provate: forse ce n’è una più breve.',
	},
	hint: 'Aiuto',
	panes: {text: 'testo', picture: 'topologia', tables: 'tabelle', events: 'eventi', console: 'console', why: 'perché'},
	picture: {relayOn: 'riflette', relayOff: 'non riflette', cable: 'cavo', away: 'assente'},
	events: {
		empty: 'ancora non è successo nulla',
		sends: (what) => `invia ${what}`,
		gets: (what) => `riceve ${what}`,
		timer: 'scade un timer',
		delivered: 'consegnato',
		dropped: (why) => `finisce qui: ${why}`,
	},
	why: {
		title: (what) => `Perché? ${what}`,
		nothing: 'Ancora non è successo nulla: prima un evento con .',
		delivered: 'consegnato allo stack',
	},
	compare: {
		same: 'uguale',
		both: 'entrambi',
		differs: 'diverso',
		column: 'che cosa',
		nobody: 'nessuno',
		unknown: 'ignoto',
		yes: 'sì',
		no: 'no',
	},
	console: {
		prompt: (machine) => `${machine}# `,
		machines: (names) => `Macchine: ${names}. «on NOME» ci va.`,
		unknownMachine: (name) => `Non c’è nessuna macchina ${name}.`,
		more: '> ',
		open: 'i apre la riga di comando.',
		sandbox:
			'Questa è una copia del laboratorio, in tutti i riquadri: scrivi liberamente. Esc lascia la riga, q poi torna, e il passo è com’era. «on NOME» passa a un’altra macchina.',
		running: (events, time, ahead) =>
			`${events} eventi, t ${time}; Ctrl-C la ferma${ahead === 0 ? '' : `; ${ahead} già ${ahead === 1 ? 'scritta' : 'scritte'}`}`,
		search: (query, failed) => `(${failed ? 'nessuna' : 'cerca'} ${query}): `,
	},
	script: {run: 'Da eseguire su una vera macchina Linux:', copy: 'y lo copia.'},
	palette: {prompt: '> '},
	messages: {
		copied: 'Copiato.',
		notKept: (why) => `I progressi non sono conservati: ${why}`,
		lessonDone: (title) => `Finita: «${title}»`,
		undone: (command) => `Annullato: ${command}`,
		redone: (command) => `Rifatto: ${command}`,
		reset: 'Ricominciare questo passo?',
		resetSandbox: 'Buttare questa copia e cominciare con una nuova?',
		backFromSandbox: 'Di nuovo nella lezione; il passo è com’era. i prosegue con la copia.',
		sameCopy: 'La copia di prima; Esc e poi x la ricominciano.',
		leaving: 'Esc lascia la riga; Ctrl-C ancora esce dal programma.',
		stillRuns: 'Una riga è ancora in esecuzione: Ctrl-C la ferma.',
		nothingFits: 'Qui non va bene nulla.',
		pasteAtPrompt: 'Il testo incollato va nella riga di comando: i la apre.',
		noWorldHere: (step) => `In questo passo non c’è un laboratorio; nel passo ${step} sì.`,
		yesNo: 'y / n',
		skip: 'Saltato; resta aperto. p torna lì.',
		speed: (word) => `velocità ${word}`,
		noSuspend: 'Qui non c’è una shell a cui tornare.',
		noSides: 'Solo un confronto ha due lati.',
		noMatch: 'Nessuna corrispondenza.',
		tooSmall: (columns, rows) => `${columns}x${rows} è troppo piccolo; basta 60x20. q esce, --plain va come testo.`,
		setAside: (file) => `Il vecchio file dei progressi non si legge; è conservato come ${file}.`,
	},
	footer: {
		run: 'esegui',
		before: 'prima',
		leavePrompt: 'lascia',
		complete: 'completa',
		scrollBack: 'scorri',
		zoom: 'zoom',
		stop: 'ferma',
		lesson: 'torna alla lezione',
		jump: 'salta lì',
		walk: 'scorri',
		hop: 'hop seguente',
		scroll: 'scorri',
		prompt: 'comandi',
		pause: 'ferma',
		map: 'mappa',
		leave: 'esci',
		everything: 'mostra tutto',
		goOn: 'prosegui',
	},
} satisfies Pick<
	Catalogue,
	| 'refusals'
	| 'stepKinds'
	| 'modes'
	| 'map'
	| 'question'
	| 'sandbox'
	| 'verdict'
	| 'slide'
	| 'features'
	| 'review'
	| 'figure'
	| 'egressMarks'
	| 'player'
	| 'goals'
	| 'debrief'
	| 'hint'
	| 'panes'
	| 'picture'
	| 'events'
	| 'why'
	| 'compare'
	| 'console'
	| 'script'
	| 'palette'
	| 'messages'
	| 'footer'
>;
