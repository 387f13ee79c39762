using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using Kratos.Reactive;
using Microsoft.Extensions.Configuration;
using static Kratos.Reactive.Prelude;

namespace Chat;

/// <summary>Says what is typed, and shows what is heard, until the input ends.</summary>
static class ClientProgram
{
    internal static async Task<int> Run(IConfiguration settings)
    {
        if (settings["name"] is not { Length: > 0 } name)
        {
            await Console.Error.WriteLineAsync("Chat: --name is missing: who comes?");
            return 2;
        }

        var enter = new Said { Enter = new Entrance { Room = settings["room"] ?? "lobby", Name = name } };
        var talk = Client.Grpc(settings["server"] ?? "http://127.0.0.1:9001").Use(client =>
            from env in envEff
            let said = Typed().ToObservable(env).Select(static line => new Said { Line = line }).StartWith(enter)
            from _ in ChatService.Over(client).Join(said, env).Do(static heard => Console.WriteLine(Shown(heard))).EndEff()
            select _);

        var end = await talk.RunAsync(Env.System);
        if (end.IsFail) await Console.Error.WriteLineAsync($"Chat: {end.Error}");
        return end.IsSucc ? 0 : 1;
    }

    static string Shown(Heard heard) => heard.WhatCase switch
    {
        Heard.WhatOneofCase.Joined => $"* {heard.Joined} is here",
        Heard.WhatOneofCase.Left => $"* {heard.Left} has left",
        Heard.WhatOneofCase.Line => $"{heard.Line.Name}: {heard.Line.Text}",
        Heard.WhatOneofCase.Missed => $"* you missed {heard.Missed}",
        _ => "* something was said that this version does not know",
    };

    static async IAsyncEnumerable<string> Typed([EnumeratorCancellation] CancellationToken left = default)
    {
        while (await Console.In.ReadLineAsync(left) is { } line) yield return line;
    }
}
