-- needs 1
-- Most jobs live for milliseconds and are never parked: only those that are pay for the index by bucket.
CREATE INDEX jobs_parked ON jobs (kind, bucket, position) WHERE parked = 1;
DROP INDEX jobs_bucket;
CREATE INDEX jobs_waiting ON jobs (kind, due, bucket) WHERE head = 1;
DROP INDEX jobs_due;
