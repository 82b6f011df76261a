import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChangedRecords } from '../database/changed-records.js';
import { ChangesTrimming } from './changes-trimming.js';
import { FeedEras } from './feed-eras.js';
import { FeedFollower } from './feed-follower.js';
import { FeedRepository } from './feed.repository.js';
import { FeedService } from './feed.service.js';
import { FeedController } from './http/clientela/feed.controller.js';
import { FeedWaiters } from './feed-waiters.js';
import { TrimmingRepository } from './trimming.repository.js';

@Module({
  imports: [AuthModule],
  controllers: [FeedController],
  providers: [
    ChangedRecords,
    ChangesTrimming,
    FeedEras,
    FeedFollower,
    FeedRepository,
    FeedService,
    FeedWaiters,
    TrimmingRepository,
  ],
  exports: [ChangesTrimming, FeedFollower, FeedService],
})
export class FeedModule {}
