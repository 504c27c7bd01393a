#!lua flags=no-writes
-- The first entry at or after an id, without its records: one step of a binary search.
--
-- KEYS  1 stream of a segment
-- ARGV  1 id
-- Reply {'entry', {id, {field, value, ...}}}  |  {'none'}  |  {'absent'}  no such stream
local SEAL = '18446744073709551615-18446744073709551615'

local entry = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', 1)[1]
if not entry then
  if redis.call('EXISTS', KEYS[1]) == 0 then return { 'absent' } end
  return { 'none' }
end
if entry[1] == SEAL then return { 'none' } end

local bare = {}
for i = 1, #entry[2], 2 do
  if entry[2][i] ~= 'b' then
    bare[#bare + 1] = entry[2][i]
    bare[#bare + 1] = entry[2][i + 1]
  end
end
return { 'entry', { entry[1], bare } }
