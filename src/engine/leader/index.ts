export { Leader, LeadershipLost, type LeaderSettings, type Session, type Times } from './leader.js';
