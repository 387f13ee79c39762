using System.Threading.Channels;
using Google.Protobuf;

namespace Kratos.Reactive.Tests;

/// <summary>One stream of a <see cref="RawServer"/>.</summary>
sealed class RawStream(RawServer server, RawConnection connection, int id, List<(string Name, string Value)> fields)
{
    readonly Channel<byte[]> data = Channel.CreateUnbounded<byte[]>();
    readonly List<byte> unread = [];
    readonly CancellationTokenSource gone = new();

    internal static (string, string)[] Opening { get; } = [(":status", "200"), ("content-type", "application/grpc")];

    internal int Id => id;

    internal RawServer Server => server;

    internal RawConnection Connection => connection;

    internal IReadOnlyList<(string Name, string Value)> Fields => fields;

    internal SendCredit Credit { get; } = new(connection.InitialWindow);

    /// <summary>The code with which the client reset it.</summary>
    internal TaskCompletionSource<int> Reset { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<int> WasCut() => Reset.Task.WaitAsync(TimeSpan.FromSeconds(60));

    internal string this[string name] => string.Join(",", fields.Where(field => field.Name == name).Select(field => field.Value));

    /// <summary>Fires when the connection is closed: for scripts that wait for something else.</summary>
    internal CancellationToken Gone => gone.Token;

    internal void Came(byte[] bytes, bool end)
    {
        data.Writer.TryWrite(bytes);
        if (end) data.Writer.TryComplete();
    }

    internal void WasReset(int code)
    {
        Reset.TrySetResult(code);
        Credit.Over();
        data.Writer.TryComplete(new IOException($"the client reset the stream with {code}"));
    }

    internal void Over()
    {
        gone.Cancel();
        Credit.Over();
        Reset.TrySetException(new IOException("the connection is closed"));
        data.Writer.TryComplete(new IOException("the connection is closed"));
    }

    /// <summary>The next message, without its five bytes; null at the end of the request.</summary>
    internal async Task<byte[]?> Message()
    {
        while (true)
        {
            if (unread.Count >= 5 && unread.Count - 5 >= Length())
            {
                byte[] message = [.. unread.Skip(5).Take(Length())];
                Compressed = unread[0] == 1;
                unread.RemoveRange(0, 5 + message.Length);
                return message;
            }

            if (!await data.Reader.WaitToReadAsync()) return unread.Count == 0 ? null : throw new InvalidOperationException("the request ended in the middle of a message");
            unread.AddRange(await data.Reader.ReadAsync());
        }

        int Length() => unread[1] << 24 | unread[2] << 16 | unread[3] << 8 | unread[4];
    }

    internal bool Compressed { get; private set; }

    internal async Task<A> Message<A>() where A : IMessage<A>, new() => new MessageParser<A>(static () => new A()).ParseFrom(await Message());

    internal Task Headers(params (string, string)[] more) => connection.Frame(1, 4, id, RawHpack.Write([.. Opening, .. more]));

    internal Task End(params (string, string)[] trailers) => connection.Frame(1, 4 | 1, id, RawHpack.Write(trailers));

    internal Task Ok() => End(("grpc-status", "0"));

    /// <summary>A status, and nothing before it.</summary>
    internal Task Only(params (string, string)[] more) => connection.Frame(1, 4 | 1, id, RawHpack.Write([.. Opening, .. more]));

    internal async Task Data(byte[] bytes, bool end = false)
    {
        await connection.Credit.Take(bytes.Length);
        await Credit.Take(bytes.Length);
        await connection.Frame(0, end ? (byte)1 : (byte)0, id, bytes);
    }

    internal Task Send(IMessage message) => Data(Framed(message.ToByteArray()));

    internal Task Abort(int code) => connection.Frame(3, 0, id, RawConnection.Number(code));

    internal static byte[] Framed(byte[] message, byte flag = 0) => [flag, .. RawConnection.Number(message.Length), .. message];
}
