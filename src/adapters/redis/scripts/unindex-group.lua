#!lua flags=allow-oom
-- Take a group out of the index, if its entry still is what the caller knows it to have been.
--
-- KEYS  1 index of the groups
-- ARGV  1 group id   2... entries, any of which goes
-- Reply {'deleted'}  |  {'kept'}  another entry, or none
local entry = redis.call('HGET', KEYS[1], ARGV[1])
for i = 2, #ARGV do
  if entry == ARGV[i] then
    redis.call('HDEL', KEYS[1], ARGV[1])
    return { 'deleted' }
  end
end
return { 'kept' }
