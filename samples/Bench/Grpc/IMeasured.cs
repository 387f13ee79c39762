namespace Bench;

/// <summary>Calls one after another, until it is over; each gives how many messages came back.</summary>
interface IMeasured
{
    Task<long> Say(Ask ask, Func<bool> over);

    Task<long> Count(Ask ask, Func<bool> over);

    Task<long> Talk(Ask ask, Func<bool> over);
}
