import { render } from 'preact';
import { App } from './app.js';
import { language, speak } from './words/index.js';
import './style.css';

speak(language());
render(<App />, document.getElementById('console')!);
