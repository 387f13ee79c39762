using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Chat;

/// <summary>All rooms; one is there while somebody is in it, or at its door.</summary>
sealed partial class Rooms
{
    const int MostRooms = 1000;
    const int MostVisitors = 1000;
    const int LongestName = 64;
    const int LongestLine = 4096;

    // So much may wait for one who listens slowly; then he misses the oldest, and is told how much it was.
    const int Mailbox = 64;

    readonly Lock gate = new();
    readonly Dictionary<string, Room> open = [];

    // docs:begin chat
    internal IObservable<Heard> Join(IObservable<Said> said, Env env) =>
        from call in currentCall.ToObservable(env)
        from heard in Listening(Visit(said.UntilCancelled(call.Stopping)), env)
        select heard;

    // The first message opens the door; what follows is said inside.
    IObservable<Heard> Visit(IObservable<Said> said) => said.Publish(said => said
        .Take(1)
        .Select(first => Enter(first).Match(
            visitor => visitor.Room.Visit(visitor.Name, said.Select(LineOf), () => Leave(visitor)),
            Failed))
        .DefaultIfEmpty(Failed(Error.BadRequest("ENTRANCE_MISSING", "the first message says who comes, and where")))
        .SelectMany(heard => heard));

    static IObservable<Heard> Listening(IObservable<Heard> heard, Env env)
    {
        var missed = 0L;
        var mailbox = new Backpressure(Mailbox, Overflow.DropOldest) { Dropped = _ => Interlocked.Increment(ref missed) };
        return heard.ToAsyncEnumerable(mailbox, env).ToObservable(env)
            .SelectMany(one => Interlocked.Exchange(ref missed, 0) is > 0 and var lost ? [new Heard { Missed = lost }, one] : (Heard[])[one]);
    }
    // docs:end

    static IObservable<Heard> Failed(Error error) => Observable.Throw<Heard>(new ErrorException(error));

    static string LineOf(Said said) => said switch
    {
        { WhatCase: Said.WhatOneofCase.Line, Line.Length: <= LongestLine } => said.Line,
        { WhatCase: Said.WhatOneofCase.Line } => throw new ErrorException(Error.BadRequest("LINE_TOO_LONG", $"a line has at most {LongestLine} characters, and this one has {said.Line.Length}")),
        _ => throw new ErrorException(Error.BadRequest("LINE_EXPECTED", "inside, there are only lines to be said")),
    };

    Fin<(Room Room, string Place, string Name)> Enter(Said first)
    {
        if (first is not { Enter: { Room: var place, Name: var name } }) return Error.BadRequest("ENTRANCE_MISSING", "the first message says who comes, and where");
        if (name.Length is 0 or > LongestName) return Error.BadRequest("NAME_INVALID", $"a name has 1 to {LongestName} characters, and this one has {name.Length}");
        lock (gate)
        {
            var found = Find(place);
            if (found.IsFail) return found.Error;
            var room = found.Value;
            if (room.Names.Count == MostVisitors) return Error.TooManyRequests("ROOM_FULL", $"there are {MostVisitors} in '{place}', and no more may come");
            return room.Names.Add(name) ? (room, place, name) : Error.Conflict("NAME_TAKEN", $"there is a '{name}' in '{place}' already");
        }
    }

    // Under the lock.
    Fin<Room> Find(string place)
    {
        if (place.Length is 0 or > LongestName) return Error.BadRequest("ROOM_INVALID", $"the name of a room has 1 to {LongestName} characters, and this one has {place.Length}");
        if (open.TryGetValue(place, out var room)) return room;
        if (open.Count == MostRooms) return Error.TooManyRequests("ROOMS_FULL", $"there are {MostRooms} rooms, and no more may be");
        open.Add(place, room = new Room());
        return room;
    }

    void Leave((Room Room, string Place, string Name) visitor)
    {
        lock (gate)
        {
            visitor.Room.Names.Remove(visitor.Name);
            Close(visitor.Place, visitor.Room);
        }
    }

    void Close(string place, Room room)
    {
        if (room.Names.Count == 0 && room.Listeners == 0) open.Remove(place);
    }
}
