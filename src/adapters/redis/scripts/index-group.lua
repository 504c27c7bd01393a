#!lua flags=allow-oom
-- Enter a group into the index.
--
-- Memory may be full: a group that exists has to be found, and one that is being founded may do so to be of use.
--
-- KEYS  1 index of the groups
-- ARGV  1 group id   2 entry   3 'always' | 'if-absent'
-- Reply {'entered'}  |  {'kept'}  there is one already
if ARGV[3] == 'if-absent' and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return { 'kept' } end

redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return { 'entered' }
