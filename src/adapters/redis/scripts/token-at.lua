#!lua flags=no-writes
-- Who wrote the entry at an id.
--
-- KEYS  1 stream
-- ARGV  1 id
-- Reply {'written', token, length}  |  {'none', length}  no entry at that id  |  {'absent'}  no such stream
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'absent' } end
local length = redis.call('XLEN', KEYS[1])

local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not entry then return { 'none', length } end
for i = 1, #entry[2], 2 do
  if entry[2][i] == 'w' then return { 'written', entry[2][i + 1], length } end
end
return { 'written', '', length }
