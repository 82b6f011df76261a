export { Leader, type LeaderSettings, type Session, type Times } from './leader.js';
