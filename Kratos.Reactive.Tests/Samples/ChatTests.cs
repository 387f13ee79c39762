using System.Reactive.Subjects;
using Chat;
using Told = Chat.Heard;

namespace Kratos.Reactive.Tests;

/// <summary>The chat room, in a process of its own, over gRPC.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    readonly Program server = Program.Sample("Chat", "server", "--http", "http://127.0.0.1:0", "--grpc", "http://127.0.0.1:0", "--web", "http://127.0.0.1:0");
    readonly List<Visitor> visitors = [];
    Held<Client> client = null!;
    string address = "";

    public async ValueTask InitializeAsync()
    {
        address = (await server.Address("grpc")).ToString();
        await server.Line("started");
        client = (await Client.Grpc(address).Allocate.RunAsync(Env.System)).ThrowIfFail();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in visitors) visitor.Dispose();
        (await client.Release.RunAsync(Env.System)).ThrowIfFail();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task What_one_says_all_in_the_room_hear_in_the_same_order_and_nobody_else()
    {
        var ada = await Join("lobby", "ada");
        var bob = await Join("lobby", "bob");
        var elsewhere = await Join("kitchen", "eve");
        ada.Say("hello");
        await bob.Hears("ada: hello");
        bob.Say("hi ada");
        await ada.Hears("bob: hi ada");
        elsewhere.Say("nobody here");
        await elsewhere.Hears("eve: nobody here");
        bob.Leave();
        await ada.Hears("-bob");
        await bob.Over();
        Assert.Equal(["+ada", "+bob", "ada: hello", "bob: hi ada", "-bob"], ada.Lines);
        Assert.Equal(["+bob", "ada: hello", "bob: hi ada"], bob.Lines);
        Assert.Equal(["+eve", "eve: nobody here"], elsewhere.Lines);
    }

    [Fact]
    public async Task A_name_is_free_again_once_its_owner_has_left_and_his_connection_need_not_say_so()
    {
        var ada = await Join("lobby", "ada");
        var other = Enter("lobby", "ada");
        Assert.Equal((409, "NAME_TAKEN"), await other.Failed());
        var bob = await Join("lobby", "bob");
        ada.Dispose();
        await bob.Hears("-ada");
        await Join("lobby", "ada");
        await bob.Hears("+ada");
    }

    [Fact]
    public async Task One_who_listens_slowly_holds_up_nobody_misses_the_oldest_and_is_told_how_much()
    {
        const int lines = 1500;
        var slow = await Join("lobby", "slow");
        slow.Deafen();
        var ada = await Join("lobby", "ada");
        var bob = await Join("lobby", "bob");
        var text = new string('x', 4000);
        for (var i = 0; i < lines; i++)
        {
            ada.Say($"{i} {text}");
            await bob.Hears($"ada: {i} {text}");        // the next line is said when this one is heard: none of the others is late
        }

        ada.Say("the end");
        await bob.Hears("ada: the end");
        slow.ListenAgain();
        await slow.Hears("ada: the end");
        var (heard, missed) = (slow.Lines.Count(line => line.StartsWith("ada: ", StringComparison.Ordinal)), slow.Missed);
        Assert.True(missed > 0, $"{heard} lines were heard, and none was missed");
        Assert.Equal(lines + 1 + 2, heard + missed + slow.Lines.Count(line => line is "+ada" or "+bob"));
        Assert.DoesNotContain(bob.Lines, line => line.StartsWith("missed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "ada", "ROOM_INVALID")]
    [InlineData("lobby", "", "NAME_INVALID")]
    public async Task An_entrance_that_says_too_little_is_refused(string room, string name, string reason) => Assert.Equal((400, reason), await Enter(room, name).Failed());

    [Fact]
    public async Task A_line_before_the_entrance_is_refused_and_so_are_no_messages_at_all()
    {
        var rude = new Visitor(client.Value, new Said { Line = "hello?" });
        visitors.Add(rude);
        Assert.Equal((400, "ENTRANCE_MISSING"), await rude.Failed());
        var mute = await ChatService.Over(client.Value).Join(Observable.Empty<Said>(), Env.System).EndEff().RunAsync(Env.System);
        Assert.Equal("ENTRANCE_MISSING", mute.Error.Reason);
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_visits_and_does_not_wait_for_the_visitors()
    {
        var ada = await Join("lobby", "ada");
        server.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        await ada.Over();
        Assert.Equal(0, await server.Exit());
    }

    [Fact]
    public async Task The_client_says_what_is_typed_and_shows_what_is_heard_until_the_input_ends()
    {
        var ada = await Join("lobby", "ada");
        await using var bob = Program.Sample("Chat", "client", "--name", "bob", "--server", address);
        await bob.Line("* bob is here");
        await bob.Type("hello");
        await ada.Hears("bob: hello");
        ada.Say("hi");
        await bob.Line("ada: hi");
        bob.EndInput();
        await ada.Hears("-bob");
        Assert.Equal(0, await bob.Exit());
    }

    Visitor Enter(string room, string name)
    {
        var visitor = new Visitor(client.Value, new Said { Enter = new Entrance { Room = room, Name = name } });
        visitors.Add(visitor);
        return visitor;
    }

    async Task<Visitor> Join(string room, string name)
    {
        var visitor = Enter(room, name);
        await visitor.Hears($"+{name}");
        return visitor;
    }

    sealed class Visitor : IDisposable
    {
        static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

        readonly Subject<Said> said = new();
        readonly ManualResetEventSlim listens = new(true);
        readonly ReplaySubject<string> lines = new();
        readonly IDisposable visit;
        long missed;

        internal Visitor(Client client, Said first) =>
            visit = ChatService.Over(client).Join(said.StartWith(first), Env.System).Do(_ => listens.Wait()).Select(Shown).Subscribe(lines);

        /// <summary>What was heard so far.</summary>
        internal IReadOnlyList<string> Lines
        {
            get
            {
                var all = new List<string>();
                using (lines.Subscribe(all.Add, static _ => { })) return all;
            }
        }

        internal long Missed => Interlocked.Read(ref missed);

        internal void Say(string line) => said.OnNext(new Said { Line = line });

        internal void Leave() => said.OnCompleted();

        internal void Deafen() => listens.Reset();

        internal void ListenAgain() => listens.Set();

        internal async Task Hears(string line)
        {
            var end = await lines.Where(heard => heard == line).FirstEff().Timeout(patience).RunAsync(Env.System);
            Assert.True(end.IsSucc, $"'{line[..Math.Min(line.Length, 40)]}' was not heard");
        }

        internal async Task<(int, string)> Failed()
        {
            var end = await lines.EndEff().Timeout(patience).RunAsync(Env.System);
            return (end.Error.Code, end.Error.Reason);
        }

        internal async Task Over() => (await lines.EndEff().Timeout(patience).RunAsync(Env.System)).ThrowIfFail();

        public void Dispose()
        {
            listens.Set();
            visit.Dispose();
        }

        string Shown(Told heard)
        {
            if (heard.WhatCase == Told.WhatOneofCase.Missed) Interlocked.Add(ref missed, heard.Missed);
            return heard.WhatCase switch
            {
                Told.WhatOneofCase.Joined => $"+{heard.Joined}",
                Told.WhatOneofCase.Left => $"-{heard.Left}",
                Told.WhatOneofCase.Missed => $"missed {heard.Missed}",
                _ => $"{heard.Line.Name}: {heard.Line.Text}",
            };
        }
    }
}
