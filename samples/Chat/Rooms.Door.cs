using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Chat;

// At the doors: nobody in the room knows who is there.
sealed partial class Rooms
{
    const int MostListeners = 20_000;

    internal IObservable<Heard> Listen(Door door, Env env) =>
        from call in currentCall.ToObservable(env)
        from heard in Listening(Overhear(door.Room).UntilCancelled(call.Stopping), env)
        select heard;

    internal Eff<Visitors> Who(Door door) => liftEff(() =>
    {
        lock (gate) return new Visitors { Names = { open.TryGetValue(door.Room, out var room) ? room.Names.Order(StringComparer.Ordinal) : [] } };
    });

    IObservable<Heard> Overhear(string place) => Observable.Defer(() => Approach(place).Match(room => room.Overhear(() => GoAway(place, room)), Failed));

    Fin<Room> Approach(string place)
    {
        lock (gate)
        {
            var found = Find(place);
            if (found.IsFail) return found;
            if (found.Value.Listeners == MostListeners) return Error.TooManyRequests("DOOR_CROWDED", $"{MostListeners} listen at the door of '{place}', and no more may");
            found.Value.Listeners++;
            return found;
        }
    }

    void GoAway(string place, Room room)
    {
        lock (gate)
        {
            room.Listeners--;
            Close(place, room);
        }
    }
}
