using Google.Protobuf;
using Kratos.Reactive.Protoc;

using var input = Console.OpenStandardInput();
using var output = Console.OpenStandardOutput();
Plugin.Answer(Plugin.Read(input)).WriteTo(output);
